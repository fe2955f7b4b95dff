package org.fairlot.local.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.fairlot.local.demo.Citizen.Written;

/** Makes citizens of one city: the same seed makes the same people. */
final class Population {

  private record Place(String district, String districtName, String street, String road) {}

  private static final String SURNAMES = "王李张刘陈杨黄赵周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕";
  private static final String GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂英华玉建国志文雪梅丹晨欣怡宇轩浩子涵睿思远若";
  private static final String[] BIRTHPLACES =
      {"330102", "330106", "330109", "440106", "440104", "340104", "420106", "510104"};
  private static final String[] MOBILE_PREFIXES =
      {"134", "135", "136", "137", "138", "139", "150", "158", "186", "188"};
  private static final Map<String, String> CITIES =
      Map.of("hangzhou", "浙江省杭州市", "guangzhou", "广东省广州市", "xiamen", "福建省厦门市");
  private static final int[] ID_WEIGHTS = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};

  private final Random random;
  private final String city;
  private final String provinceAndCity;
  private final List<Place> places;
  private final Set<String> taken = new HashSet<>();

  /** @param city one of those in {@code places.csv} */
  Population(String city, long seed) {
    this.city = city;
    this.random = new Random(seed);
    this.provinceAndCity = CITIES.get(city);
    this.places = places(city);
  }

  private static List<Place> places(String city) {
    try (var csv = Population.class.getResourceAsStream("places.csv")) {
      return new String(csv.readAllBytes(), StandardCharsets.UTF_8).lines()
          .map(line -> line.split(","))
          .filter(columns -> columns[0].equals(city))
          .map(columns -> new Place(columns[1], columns[2], columns[3], columns[4]))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The districts in which citizens live, in order. */
  List<String> districts() {
    return places.stream().map(Place::district).distinct().toList();
  }

  List<Citizen> citizens(int count) {
    var people = new ArrayList<Citizen>(count);
    for (int i = 0; i < count; i++) {
      people.add(citizen());
    }
    return people;
  }

  Citizen citizen() {
    Place place = places.get(random.nextInt(places.size()));
    int number = 1 + random.nextInt(600);
    int building = 1 + random.nextInt(40);
    int unit = 1 + random.nextInt(4);
    int room = (1 + random.nextInt(17)) * 100 + 1 + random.nextInt(4);
    String well = "%s%s%s%d号%d幢%d单元%d室"
        .formatted(place.districtName(), place.street(), place.road(), number, building, unit, room);
    int luck = random.nextInt(100);
    var written = luck < 70 ? Written.WELL : luck < 85 ? Written.CLUMSILY : luck < 95 ? Written.VAGUELY
        : Written.HOPELESSLY;
    String address = switch (written) {
      case WELL -> well;
      case CLUMSILY -> "%s %s %s　%s号，%d-%d-%d"
          .formatted(provinceAndCity, place.districtName(), place.road(), fullWidth(number), building, unit, room);
      case VAGUELY -> place.districtName() + place.road();
      case HOPELESSLY -> random.nextBoolean() ? "菜场旁边那幢房子" : "老地方，快递都知道的";
    };
    return new Citizen(name(), unique(this::idNumber), unique(this::mobile), place.district(), address, written, well);
  }

  /** Somebody else behind the same door. */
  Citizen flatmate(Citizen citizen) {
    return new Citizen(
        name(), unique(this::idNumber), unique(this::mobile), citizen.district(), citizen.fullAddress(), Written.WELL,
        citizen.fullAddress());
  }

  /** Three characters, so that a search for the name cannot hit an everyday word. */
  private String name() {
    return "" + pick(SURNAMES) + pick(GIVEN) + pick(GIVEN);
  }

  private char pick(String from) {
    return from.charAt(random.nextInt(from.length()));
  }

  private String mobile() {
    return MOBILE_PREFIXES[random.nextInt(MOBILE_PREFIXES.length)] + "%08d".formatted(random.nextInt(100_000_000));
  }

  private String idNumber() {
    var birth = LocalDate.of(1940, 1, 1).plusDays(random.nextInt(62 * 365));
    String digits =
        BIRTHPLACES[random.nextInt(BIRTHPLACES.length)]
            + birth.format(DateTimeFormatter.BASIC_ISO_DATE)
            + "%03d".formatted(random.nextInt(1000));
    return digits + checkCharacter(digits);
  }

  /** ISO 7064 MOD 11-2 over the first 17 digits. */
  static char checkCharacter(String digits) {
    int sum = 0;
    for (int i = 0; i < ID_WEIGHTS.length; i++) {
      sum += ID_WEIGHTS[i] * (digits.charAt(i) - '0');
    }
    return "10X98765432".charAt(sum % 11);
  }

  private String unique(java.util.function.Supplier<String> make) {
    String made = make.get();
    while (!taken.add(made)) {
      made = make.get();
    }
    return made;
  }

  private static String fullWidth(int number) {
    var wide = new StringBuilder();
    for (char digit : Integer.toString(number).toCharArray()) {
      wide.append((char) ('０' + digit - '0'));
    }
    return wide.toString();
  }

  @Override
  public String toString() {
    return "Population[" + city + "]";
  }
}
