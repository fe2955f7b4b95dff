package org.fairlot.local.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.fairlot.contracts.person.DocumentType;
import org.fairlot.local.demo.Citizen.Written;

/** Makes citizens of one city: the same seed makes the same people. */
final class Population {

  private record Place(String district, String districtName, String street, String road) {}

  private static final Map<String, String> CITIES =
      Map.of("hangzhou", "浙江省杭州市", "guangzhou", "广东省广州市", "xiamen", "福建省厦门市");

  private final Random random;
  private final Identities identities;
  private final String city;
  private final String provinceAndCity;
  private final List<Place> places;

  /** @param city one of those in {@code places.csv} */
  Population(String city, long seed) {
    this.city = city;
    this.random = new Random(seed);
    this.identities = new Identities(random);
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
    return somebody(place.district(), address, written, well);
  }

  /** Somebody else behind the same door. */
  Citizen flatmate(Citizen citizen) {
    return somebody(citizen.district(), citizen.fullAddress(), Written.WELL, citizen.fullAddress());
  }

  private Citizen somebody(String district, String address, Written written, String fullAddress) {
    return new Citizen(
        identities.name(), identities.paper(DocumentType.RESIDENT_ID).number(), identities.mobile(), district, address, written,
        fullAddress);
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
