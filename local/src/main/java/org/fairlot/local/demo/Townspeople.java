package org.fairlot.local.demo;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.fairlot.contracts.pack.Form.Field;
import org.fairlot.contracts.pack.Pack;
import org.fairlot.contracts.pack.Stage;
import org.fairlot.contracts.pack.Stage.Attested;
import org.fairlot.contracts.person.DocumentType;
import org.fairlot.local.demo.Citizen.Written;
import org.fairlot.local.demo.Identities.Paper;
import org.fairlot.local.demo.Town.Home;
import org.fairlot.local.demo.Town.Outlet;

/**
 * Citizens who fit a pack's form, and fill it in: with every document that it takes, at every place that it serves, and with
 * what its limits are there for, such as several behind one door. The same seed makes the same people.
 */
final class Townspeople {

  private static final List<String> ROADS = List.of("人民路", "解放路", "中山路", "建设路", "文化路");
  private static final int WITHOUT_CLAIM_OF_100 = 8;
  private static final int IN_A_RESERVE_OF_100 = 20;
  private static final int CLUMSY_OF_100 = 15;
  private static final int VAGUE_OF_100 = 20;
  /** Groups of those whom a shared limit is there for. */
  private static final int GROUPS = 2;
  /** A larger household or circle is left out, since a small town would be full of it. */
  private static final int GROUP_MAX = 8;

  private final Pack pack;
  private final Town town;
  private final CityRegisters registers;
  private final Random random;
  private final Identities identities;
  private final Map<Citizen, Paper> papers = new HashMap<>();
  private final Map<Citizen, Home> homes = new HashMap<>();
  private final Set<Citizen> withoutClaim = new HashSet<>();

  Townspeople(Pack pack, Town town, CityRegisters registers, long seed) {
    this.pack = pack;
    this.town = town;
    this.registers = registers;
    this.random = new Random(seed);
    this.identities = new Identities(random);
  }

  /** So many, and those beside them for whom the pack's limits are. */
  List<Citizen> people(int count) {
    var people = new ArrayList<Citizen>();
    for (int i = 0; i < count; i++) {
      var types = pack.form().documents();
      // each kind of document at least once
      people.add(newcomer(i < types.size() ? types.get(i) : pick(types)));
    }
    for (var step : pack.steps()) {
      if (step.stage() instanceof Stage.Cap cap && cap.max() < GROUP_MAX) {
        for (int group = 0; group < GROUPS; group++) {
          people.addAll(group(cap));
        }
      }
    }
    people.forEach(this::enter);
    return people;
  }

  /** So many of whom a register has a list, and whose claims every register attests. */
  List<Citizen> entitled(int count) {
    var people = new ArrayList<Citizen>();
    for (int i = 0; i < count; i++) {
      var citizen = newcomer(pick(pack.form().documents()));
      for (Stage.Fact fact : Stage.Fact.values()) {
        registers.enter(fact, papers.get(citizen).key());
      }
      people.add(citizen);
    }
    return people;
  }

  /** One more than the limit lets in. */
  private List<Citizen> group(Stage.Cap cap) {
    var group = new ArrayList<>(List.of(newcomer(pick(pack.form().documents()))));
    for (int i = 0; i < cap.max(); i++) {
      var one = group.getFirst();
      switch (cap.by()) {
        case DWELLING -> group.add(flatmate(one));
        case PHONE -> group.add(withPhoneOf(one));
        case LIKENESS -> another(one).ifPresent(group::add);
      }
    }
    return group;
  }

  private Citizen newcomer(DocumentType type) {
    var home = pick(town.homes());
    String full = fullAddress(home);
    int luck = random.nextInt(100);
    var written = !pack.form().asks(Field.ADDRESS) || luck >= VAGUE_OF_100 ? Written.WELL
        : luck < CLUMSY_OF_100 ? Written.CLUMSILY : Written.HOPELESSLY;
    String address = switch (written) {
      case WELL, VAGUELY -> full;
      case CLUMSILY -> full.replace("号", "号　").replace("幢", "-").replace("单元", "-").replace("室", "");
      case HOPELESSLY -> "菜场旁边那幢房子";
    };
    return known(identities.name(type), identities.paper(type), identities.mobile(), home, address, written, full);
  }

  private String fullAddress(Home home) {
    return "%s%s%s%d号%d幢%d单元%d室".formatted(
        home.districtName(), home.street() == null ? "" : home.street(), pick(ROADS), 1 + random.nextInt(600),
        1 + random.nextInt(40), 1 + random.nextInt(4), (1 + random.nextInt(17)) * 100 + 1 + random.nextInt(4));
  }

  /** Somebody else behind the same door. */
  private Citizen flatmate(Citizen of) {
    var type = pick(pack.form().documents());
    return known(
        identities.name(type), identities.paper(type), identities.mobile(), homes.get(of), of.fullAddress(), Written.WELL,
        of.fullAddress());
  }

  private Citizen withPhoneOf(Citizen of) {
    var home = pick(town.homes());
    var type = pick(pack.form().documents());
    String address = fullAddress(home);
    return known(identities.name(type), identities.paper(type), of.mobile(), home, address, Written.WELL, address);
  }

  /** The same person with another document, which nobody can know for sure; none where the form takes one kind alone. */
  private Optional<Citizen> another(Citizen of) {
    return pack.form().documents().stream()
        .filter(type -> type != papers.get(of).type())
        .findFirst()
        .map(type -> known(
            of.name(), identities.paper(type), of.mobile(), homes.get(of), of.fullAddress(), Written.WELL, of.fullAddress()));
  }

  private Citizen known(
      String name, Paper paper, String mobile, Home home, String address, Written written, String fullAddress) {
    var citizen = new Citizen(name, paper.number(), mobile, home.district(), address, written, fullAddress);
    papers.put(citizen, paper);
    homes.put(citizen, home);
    return citizen;
  }

  /** Most have a claim in one of the ways that the pack knows, some belong to a reserve; of the others no register says anything. */
  private void enter(Citizen citizen) {
    var eligibility = pack.firstStage(Stage.Eligibility.class);
    if (eligibility == null) {
      return;
    }
    if (random.nextInt(100) < WITHOUT_CLAIM_OF_100) {
      withoutClaim.add(citizen);
      return;
    }
    for (Attested attested : pick(eligibility.anyOf()).allOf()) {
      registers.enter(attested.fact(), papers.get(citizen).key());
    }
    for (Attested attested : eligibility.besides()) {
      if (random.nextInt(100) < IN_A_RESERVE_OF_100) {
        registers.enter(attested.fact(), papers.get(citizen).key());
      }
    }
  }

  /** Whether no register attests anything of this person. */
  boolean isWithoutClaim(Citizen citizen) {
    return withoutClaim.contains(citizen);
  }

  Home home(Citizen citizen) {
    return homes.get(citizen);
  }

  Paper paper(Citizen citizen) {
    return papers.get(citizen);
  }

  /** The pack's form as this citizen fills it in, without the channel. The same citizen always wants the same. */
  Map<String, Object> form(Citizen citizen, LocalDate today) {
    var wishes = new Random(citizen.idNumber().hashCode());
    var outlets = wanted(citizen, wishes);
    var form = new LinkedHashMap<String, Object>(Map.of("language", "zh-CN"));
    for (Field field : pack.form().fields()) {
      Object value = value(field, citizen, outlets, wishes, today);
      if (value != null) {
        form.put(field.wireName(), value);
      }
    }
    if (pack.firstStage(Stage.FirstCome.class) instanceof Stage.FirstCome first
        && first.whenSoldOut() == Stage.WhenSoldOut.OFFER_WANT) {
      form.put("wantIfSoldOut", wishes.nextInt(4) != 0);
    }
    return form;
  }

  private Object value(Field field, Citizen citizen, List<String> outlets, Random wishes, LocalDate today) {
    var home = homes.get(citizen);
    return switch (field) {
      case NAME -> citizen.name();
      case DOC_TYPE -> papers.get(citizen).type().name();
      case ID_NUMBER -> citizen.idNumber();
      case NATIONALITY -> papers.get(citizen).nationality();
      case MOBILE -> citizen.mobile();
      case DISTRICT -> home.district();
      case COMMITTEE -> wishes.nextBoolean() ? home.committee().code() : home.committee().name();
      case ADDRESS -> citizen.address();
      case OUTLET -> outlets.getFirst();
      case ALTERNATIVES -> outlets.size() > 1 ? outlets.subList(1, outlets.size()) : null;
      case SKU -> town.skus().get(wishes.nextInt(town.skus().size()));
      case SLOT -> town.slots(today).get(wishes.nextInt(town.slots(today).size()));
      case MODE -> modes(today).get(wishes.nextInt(modes(today).size()));
    };
  }

  private List<String> modes(LocalDate today) {
    return pack.firstStage(Stage.Fulfilment.class).modes().stream()
        .filter(dated -> dated.openOn(today)).map(dated -> dated.mode().name()).distinct().toList();
  }

  /** Near ones first; some name further ones where they may. */
  private List<String> wanted(Citizen citizen, Random wishes) {
    if (!pack.form().asks(Field.OUTLET)) {
      return List.of();
    }
    var near = new ArrayList<>(town.outlets().stream().filter(o -> o.district().equals(citizen.district())).map(Outlet::id).toList());
    var far = new ArrayList<>(town.outlets().stream().filter(o -> !o.district().equals(citizen.district())).map(Outlet::id).toList());
    Collections.shuffle(near, wishes);
    Collections.shuffle(far, wishes);
    var lottery = pack.firstStage(Stage.Lottery.class);
    int choices = lottery == null ? 1 : lottery.choicesMax();
    return Stream.concat(near.stream(), far.stream()).limit(1 + wishes.nextInt(choices)).toList();
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
