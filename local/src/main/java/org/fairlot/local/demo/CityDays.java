package org.fairlot.local.demo;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.fairlot.contracts.pack.Pack;
import org.fairlot.contracts.pack.Stage;
import org.fairlot.local.demo.Applicants.Result;
import org.fairlot.registration.pack.yaml.InvalidPack;
import org.fairlot.registration.pack.yaml.PackYaml;

/**
 * The days of any cities, each by its pack alone, side by side in one suite: supply, an opening, every stage of the pipelines with the
 * people who answer it, and the days after, until nobody has anything to do any more.
 */
final class CityDays {

  private static final LocalDate USUAL = LocalDate.of(2020, 2, 2);
  private static final LocalTime MORNING = LocalTime.of(8, 30);
  private static final Duration BEFORE_OPENING = Duration.ofMinutes(30);
  /** Where nobody waits for a certain time and some goods have not reached their end. */
  private static final Duration A_WHILE = Duration.ofHours(12);
  private static final int STOPS_MAX = 120;
  private static final int ROUNDS_MAX = 40;
  private static final int LISTED_ONE_IN = 8;
  private static final String DRAND = "DRAND_QUICKNET";

  private final Evening evening;
  private final Path folder;
  private final List<Scene> scenes = new ArrayList<>();
  private final List<Player> players = new ArrayList<>();
  private final List<Limited> caps = new ArrayList<>();
  private final List<Supplier<List<Result>>> registered = new ArrayList<>();

  private record Limited(Scene scene, Stage.Cap cap) {}

  /** A pack with the day on which it is played, and the text that is published. */
  private record Day(Pack pack, String yaml, Town town, LocalDate day, Instant opensAt) {}

  private CityDays(Evening evening, Path folder) {
    this.evening = evening;
    this.folder = folder;
  }

  /**
   * Plays them.
   *
   * @param yamls  valid packs, no two of one name
   * @param crowd  citizens of each
   * @param shares of the first batch of supply of each
   * @throws IllegalArgumentException for a pack that no day could be played by
   */
  static Account play(Path folder, List<String> yamls, long seed, int crowd, int shares) throws InvalidPack {
    var days = new ArrayList<Day>();
    for (String yaml : yamls) {
      days.add(day(yaml, folder));
    }
    var start = days.stream().map(Day::opensAt).min(Instant::compareTo).orElseThrow().minus(BEFORE_OPENING);
    try (var registers = CityRegisters.start()) {
      var settings = new HashMap<>(registers.settings());
      days.forEach(day -> settings.putAll(day.town().settings()));
      try (var evening = Evening.begin(folder, start.toString(), settings)) {
        var play = new CityDays(evening, folder);
        days.forEach(day -> play.open(day, registers, seed, crowd, shares));
        return play.play();
      }
    }
  }

  private static Day day(String given, Path folder) throws InvalidPack {
    // versions follow each other without a gap, and the day needs none of those before this one
    String yaml = given.replaceFirst("(?m)^(?<key>['\"]?version['\"]?\\s*:\\s*)\\d+", "${key}1");
    var pack = PackYaml.parse(yaml);
    var lottery = pack.firstStage(Stage.Lottery.class);
    if (lottery != null && lottery.draw().beacon().source() == Stage.BeaconSource.DRAND_QUICKNET) {
      // nobody can make a round of drand, least of all one of the past: numbers drawn by hand stand in for it
      yaml = yaml.replace(DRAND, Stage.BeaconSource.PHYSICAL_DRAW.name());
      pack = PackYaml.parse(yaml);
    }
    var day = firstDay(pack);
    var opensAt = pack.windows().nextOpening(day.atTime(MORNING).atZone(pack.timezone()).toInstant(), pack.timezone());
    return new Day(pack, yaml, new Town(pack, folder), opensAt.atZone(pack.timezone()).toLocalDate(), opensAt);
  }

  /**
   * The first day on which people can come themselves and goods can be handed over, rather than one for an operator's list alone. What
   * is open from the start is played in February 2020, unless every day that the pack names is of another time.
   */
  static LocalDate firstDay(Pack pack) {
    var modes = pack.firstStage(Stage.Fulfilment.class).modes();
    var lottery = pack.firstStage(Stage.Lottery.class);
    var from = Stream.concat(pack.channels().stream().map(Pack.Channel::from), modes.stream().map(Stage.DatedMode::from)).toList();
    var until = Stream.concat(pack.channels().stream().map(Pack.Channel::until), modes.stream().map(Stage.DatedMode::until)).toList();
    // what is open changes on these days alone
    var lastDays = until.stream().filter(Objects::nonNull).map(day -> day.minusDays(1)).toList();
    var firstDays = from.stream().filter(Objects::nonNull).toList();
    var drawnFrom = Stream.ofNullable(lottery == null ? null : lottery.draw().from());
    var named = Stream.of(firstDays.stream(), lastDays.stream(), drawnFrom).flatMap(Function.identity()).toList();
    var earliest = named.stream().min(LocalDate::compareTo).orElse(USUAL);
    boolean fromTheStart = firstDays.size() < from.size();
    var start = fromTheStart && earliest.isBefore(USUAL.plusMonths(1)) ? USUAL
        : fromTheStart ? earliest : firstDays.stream().min(LocalDate::compareTo).orElseThrow();
    var days = Stream.concat(Stream.of(start), named.stream()).distinct().sorted().toList();
    return Stream.<Predicate<Pack.Channel>>of(Pack.Channel::takesRegistrations, channel -> true)
        .map(ways -> firstOf(days, start, day -> !channels(pack, day, ways).isEmpty() && modes.stream().anyMatch(mode -> mode.openOn(day))))
        .flatMap(Optional::stream)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(
            "pack " + pack.name() + ": there is no day with both a channel and a way of hand-over"));
  }

  /** From the start on, else the last before it. */
  private static Optional<LocalDate> firstOf(List<LocalDate> days, LocalDate start, Predicate<LocalDate> which) {
    return days.stream().filter(day -> !day.isBefore(start)).filter(which).findFirst()
        .or(() -> days.stream().filter(day -> day.isBefore(start)).filter(which).reduce((earlier, later) -> later));
  }

  private static List<String> channels(Pack pack, LocalDate day) {
    return channels(pack, day, channel -> true);
  }

  private static List<String> channels(Pack pack, LocalDate day, Predicate<Pack.Channel> which) {
    return pack.channels().stream().filter(channel -> channel.openOn(day)).filter(which).map(Pack.Channel::code).toList();
  }

  /** One by which people come: rather one that they use themselves than one that reads what they write. */
  private static Optional<String> channel(Pack pack, LocalDate day) {
    var open = channels(pack, day, Pack.Channel::takesRegistrations);
    return open.stream().filter(code -> !code.startsWith("SMS")).findFirst().or(() -> open.stream().findFirst());
  }

  /** What an operator does before the opening, and everybody who will take part. */
  private void open(Day day, CityRegisters registers, long seed, int crowd, int shares) {
    var pack = day.pack();
    var people = new Townspeople(pack, day.town(), registers, seed + pack.name().hashCode());
    var channel = channel(pack, day.day());
    var citizens = channel.isPresent() ? people.people(crowd) : List.<Citizen>of();
    boolean hasList = channels(pack, day.day()).contains(Pack.Channel.ENTITLEMENT_LIST);
    var listed = hasList ? people.entitled(channel.isPresent() ? crowd / LISTED_ONE_IN : crowd) : List.<Citizen>of();
    var everyone = Stream.concat(citizens.stream(), listed.stream()).toList();
    // a number of eight digits is found in any time stamp
    evening.knows(everyone.stream().filter(citizen -> citizen.idNumber().length() > 8).toList());
    var scene =
        new Scene(
            evening, pack, programme(day), day.town(), people, evening.as("operator", pack.name() + "-operator"),
            evening.as("registration", pack.name() + "-app"));
    var notary = isNotarised(pack) ? new Notary(evening.as("notary", pack.name() + "-notary")) : null;
    define(scene, day, notary);
    scenes.add(scene);

    var supplier = new SupplyDesk(scene, day.day(), shares);
    supplier.bringFirst();
    var doors = new Doors(scene, day.opensAt(), channel.orElse(Pack.Channel.ENTITLEMENT_LIST), citizens, everyone, seed);
    var clerk = new ListClerk(scene, day.opensAt(), listed);
    registered.add(() -> Stream.concat(doors.results().stream(), clerk.results().stream()).toList());
    players.add(supplier);
    players.add(doors);
    if (hasList) {
      players.add(clerk);
    }
    players.add(new CommitteeWorkers(scene));
    for (var step : pack.steps()) {
      answers(scene, step.stage(), registered.getLast(), notary, seed).ifPresent(players::add);
      if (step.stage() instanceof Stage.Cap cap) {
        caps.add(new Limited(scene, cap));
      }
    }
    if (pack.firstStage(Stage.Fulfilment.class).pickup() != null) {
      players.add(new CounterStaff(scene));
    }
  }

  /** Its id holds forty characters at the most. */
  private static String programme(Day day) {
    String name = day.pack().name();
    return name.substring(0, Math.min(name.length(), 29)) + "-" + day.day();
  }

  private static boolean isNotarised(Pack pack) {
    var lottery = pack.firstStage(Stage.Lottery.class);
    return lottery != null && lottery.draw().notary();
  }

  /** Who outside the services answers a stage of this kind; reviews, caps and committees' deliveries are with their workers. */
  private Optional<Player> answers(Scene scene, Stage stage, Supplier<List<Result>> results, Notary notary, long seed) {
    return switch (stage) {
      case Stage.OutletAssignment s -> Optional.of(new OutletDesk(scene));
      case Stage.Confirmation s -> Optional.of(new Confirmers(scene));
      case Stage.Lottery s -> Optional.of(new DrawOffice(scene, s, notary, folder.resolve("draws"), seed));
      case Stage.Fulfilment s when s.courier() != null -> Optional.of(new Couriers(scene, s.courier(), results, seed, this::stop));
      case Stage.Fulfilment s -> Optional.empty();
      case Stage.HealthPrecheck s -> Optional.empty();
      case Stage.Eligibility s -> Optional.empty();
      case Stage.Cap s -> Optional.empty();
      case Stage.CommitteeReview s -> Optional.empty();
      case Stage.FirstCome s -> Optional.empty();
      case Stage.CommitteeOrder s -> Optional.empty();
    };
  }

  private void define(Scene scene, Day day, Notary notary) {
    var pack = day.pack();
    scene.operator().putYaml("/v1/packs/" + pack.name() + "/versions/" + pack.version(), day.yaml()).orFail("the pack");
    var programme =
        Api.object(
            "names", pack.names(), "pack", pack.name(), "packVersion", pack.version(), "goods", day.town().goods(), "opensOn",
            day.day().toString());
    if (notary != null) {
      programme.put("notaryKeys", List.of(notary.publicKey()));
    }
    scene.operator().put("/v1/programmes/" + scene.programme(), programme).orFail("the programme");
    if (!day.town().outlets().isEmpty()) {
      scene.operator()
          .put("/v1/programmes/" + scene.programme() + "/outlets", Api.object("outlets", day.town().outletsDefined()))
          .orFail("the outlets");
    }
    scene.narrator().say(
        "%s is published and the programme %s defined; it opens at %s.", pack.name(), scene.programme(),
        ZonedDateTime.ofInstant(day.opensAt(), pack.timezone()).toLocalDateTime());
    if (day.town().hasMadeUpCommittees()) {
      scene.narrator().say("The committees of %s are not known here: some were made up and imported.", pack.city());
    }
  }

  private Account play() {
    for (int stop = 0; stop < STOPS_MAX; stop++) {
      actUntilNothingIsLeft();
      Instant now = evening.now();
      var next = earliest(player -> player.waitsFor(now)).or(() -> someGoodsAreUnderWay() ? Optional.of(now.plus(A_WHILE)) : Optional.empty());
      if (next.isEmpty()) {
        if (actUntilNothingIsLeft()) {
          continue;
        }
        break;
      }
      var first = stop(now).filter(next.get()::isAfter).orElse(next.get());
      evening.turn(first, 1);
    }
    var account = new Account();
    var results = registered.stream().flatMap(some -> some.get().stream()).toList();
    evening.settle(account, scenes.getFirst().app(), results);
    players.forEach(player -> player.account(account));
    caps.forEach(
        cap -> new CapAudit(cap.cap(), cap.scene().programme(), evening.tail().events()).account(account, evening.narrator()));
    return account;
  }

  private Optional<Instant> stop(Instant now) {
    return earliest(player -> player.mustNotMiss(now));
  }

  private Optional<Instant> earliest(Function<Player, Optional<Instant>> when) {
    return players.stream().map(when).flatMap(Optional::stream).min(Instant::compareTo);
  }

  private boolean someGoodsAreUnderWay() {
    return !evening.tail().ask(Audit::grantedWithoutEnd).isEmpty();
  }

  /** Whoever had nothing to do, has nothing to do as long as nothing happens. @return whether anybody had */
  private boolean actUntilNothingIsLeft() {
    var idleSince = new HashMap<Player, Integer>();
    for (int round = 0; round < ROUNDS_MAX; round++) {
      evening.await("what was done has come to rest", evening::isQuiet);
      boolean idle = true;
      for (var player : players) {
        int happened = evening.tail().happened();
        if (!Objects.equals(idleSince.get(player), happened)) {
          if (player.act() > 0) {
            idle = false;
          } else {
            idleSince.put(player, happened);
          }
        }
      }
      if (idle) {
        return round > 0;
      }
    }
    var account = new Account();
    players.forEach(player -> player.account(account));
    throw new IllegalStateException("At " + evening.now() + " there is always something left to do:\n" + account);
  }
}
