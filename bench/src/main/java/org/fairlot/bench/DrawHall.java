package org.fairlot.bench;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.fairlot.allocation.draw.fd1.DrawSpec;
import org.fairlot.allocation.draw.fd1.Hash;
import org.fairlot.allocation.draw.fd1.Seal;
import org.fairlot.allocation.pool.domain.PoolCommand.ReleaseSupply;
import org.fairlot.allocation.reaction.AllocationReaction;
import org.fairlot.allocation.urn.domain.UrnCommand.Enter;
import org.fairlot.contracts.allocation.DrawEvent.AllWinnersDrawn;
import org.fairlot.contracts.allocation.DrawEvent.DrawAborted;
import org.fairlot.contracts.allocation.DrawEvent.DrawPublished;
import org.fairlot.contracts.allocation.DrawEvent.DrawRanked;
import org.fairlot.contracts.allocation.DrawEvent.DrawSealed;
import org.fairlot.contracts.allocation.DrawEvent.ListReady;
import org.fairlot.contracts.allocation.DrawEvent.SeedFixed;
import org.fairlot.contracts.allocation.DrawEvent.ShareRevealed;
import org.fairlot.contracts.allocation.PoolEvent.UnitsReserved;
import org.fairlot.contracts.allocation.UrnEvent.EntriesListed;
import org.fairlot.contracts.allocation.UrnEvent.EntryAccepted;
import org.fairlot.contracts.allocation.UrnEvent.FreezeBegun;
import org.fairlot.contracts.allocation.UrnEvent.UrnFrozen;
import org.fairlot.contracts.draw.DrawId;
import org.fairlot.contracts.draw.UrnId;
import org.fairlot.contracts.pack.Stage;
import org.fairlot.contracts.registration.CaseEvent.Choice;
import org.fairlot.contracts.registration.CaseEvent.Profile;
import org.fairlot.contracts.registration.EligibilityEvent.ListRechecked;
import org.fairlot.contracts.registration.ProgrammeEvent.Edition;
import org.fairlot.contracts.registration.ProgrammeEvent.Goods;
import org.fairlot.contracts.registration.ProgrammeEvent.NotaryKey;
import org.fairlot.contracts.registration.ProgrammeEvent.ProgrammeDefined;
import org.fairlot.kernel.Event;
import org.fairlot.kernel.Recorded;
import org.fairlot.runtime.wire.EventCodec;
import org.fairlot.runtime.wire.TopicTail;
import org.fairlot.runtime.wire.WireHeaders;
import org.fairlot.runtime.wire.WireTypes;

/**
 * All that stands around the draws of a running allocation-service (摇号现场): the entrants, the second look at the list,
 * which registration-service would take, the notary, the lottery whose numbers are the beacon, and the clock. Everybody
 * does at once what he has to do.
 */
final class DrawHall implements AutoCloseable {

  private static final ZoneId CHINA = ZoneId.of("Asia/Shanghai");
  private static final LocalTime FREEZE_AT = LocalTime.of(8, 0);
  private static final LocalTime ROOT_BY = LocalTime.of(11, 0);
  private static final LocalTime DRAW_AT = LocalTime.of(12, 0);
  private static final String LOTTERY = "3D";
  private static final Duration PATIENCE = Duration.ofMinutes(30);
  /** What the bench leaves of the ten minutes before a freeze, and for each of ten million a bit more: three and a half. */
  private static final Duration LAST_MINUTES = Duration.ofSeconds(5);
  private static final Duration PER_ENTRANT = Duration.ofNanos(20_000);
  private static final int POOLS = 50;
  private static final int CHOICES = 3;
  /** Longer than any measurement, so that no draw is closed while another one is measured. */
  private static final int SUBSTITUTE_HOURS = 20_000;

  /** The steps of a draw that are timed, in their order. */
  private static final List<Class<? extends Event>> STEPS =
      List.of(
          FreezeBegun.class, UrnFrozen.class, ListReady.class, DrawSealed.class, ShareRevealed.class, SeedFixed.class,
          DrawRanked.class, DrawPublished.class, AllWinnersDrawn.class);

  private static final Set<String> TIMED =
      Stream.concat(STEPS.stream(), Stream.of(DrawAborted.class)).map(WireTypes::nameOf).collect(Collectors.toSet());

  private static final String ENTRY_ACCEPTED = WireTypes.nameOf(EntryAccepted.class);
  private static final String ENTRIES_LISTED = WireTypes.nameOf(EntriesListed.class);
  private static final String UNITS_RESERVED = WireTypes.nameOf(UnitsReserved.class);

  private final Lab lab;
  private final Lab.Service service;
  private final String token;
  private final CommandLog commands;
  private final KafkaProducer<String, byte[]> registration;
  private final EventCodec codec = new EventCodec();
  private final ECKey notary;
  private final TopicTail events;
  private final AtomicInteger accepted = new AtomicInteger();
  /** By programme. */
  private final Map<String, Integer> entered = new HashMap<>();
  private final AtomicInteger reserved = new AtomicInteger();
  private volatile Course course;

  /**
   * A draw that was held.
   *
   * @param took  from the hour of the freeze until its result is published and can be read
   * @param given until every winner has the units
   * @param cpu   of service, broker and document store in all that time
   * @param steps when each step could be read, from the freeze on
   */
  record Held(int entrants, int winners, Duration took, Duration given, Duration cpu, Map<Class<?>, Duration> steps) {

    double microsPerEntrant() {
      return took.toNanos() / 1e3 / entrants;
    }

    /** The end of each step, in seconds. */
    String story() {
      return steps.entrySet().stream()
          .map(step -> String.format(Locale.ROOT, "%s %.1f", step.getKey().getSimpleName(), step.getValue().toMillis() / 1e3))
          .collect(Collectors.joining(" · "));
    }
  }

  /** A draw under way. */
  private static final class Course {
    final DrawId draw;
    final long started = System.nanoTime();
    final Map<Class<?>, Event> seen = new LinkedHashMap<>();
    final Map<Class<?>, Duration> steps = new LinkedHashMap<>();
    int parts;

    Course(DrawId draw) {
      this.draw = draw;
    }
  }

  DrawHall(Lab lab, Lab.Service service) {
    this.lab = lab;
    this.service = service;
    token = lab.token("notary operator");
    commands = new CommandLog(lab);
    registration =
        new KafkaProducer<>(
            Map.<String, Object>of("bootstrap.servers", lab.kafka(), "acks", "all", "linger.ms", 2),
            new StringSerializer(), new ByteArraySerializer());
    try {
      notary = new ECKeyGenerator(Curve.P_256).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
    events =
        TopicTail.follow(
            "bench-events", Map.of("bootstrap.servers", lab.kafka(), "isolation.level", "read_committed"),
            List.of("allocation.events"), TopicTail.From.NOW, this::read);
  }

  private void read(ConsumerRecord<String, byte[]> record) {
    String type = WireHeaders.get(record.headers(), WireHeaders.TYPE);
    var running = course;
    if (ENTRY_ACCEPTED.equals(type)) {
      accepted.incrementAndGet();
    } else if (running == null) {
      return;
    } else if (ENTRIES_LISTED.equals(type)) {
      // an urn is told of one list at a time, from its first part on
      recheck(running.draw, ++running.parts);
    } else if (UNITS_RESERVED.equals(type) && record.key().startsWith(running.draw.urn().programmeId() + "/")) {
      reserved.incrementAndGet();
    } else if (TIMED.contains(type) && isOf(running.draw, record.key())) {
      var event = codec.read(record.headers(), record.value()).orElseThrow().event();
      synchronized (running) {
        running.seen.put(event.getClass(), event);
        running.steps.put(event.getClass(), Duration.ofNanos(System.nanoTime() - running.started));
        running.notifyAll();
      }
    }
  }

  private static boolean isOf(DrawId draw, String key) {
    return key.equals(draw.toString()) || key.equals(draw.urn().toString());
  }

  private void recheck(DrawId draw, int part) {
    var looked = new ListRechecked(draw.toString(), part, List.of(), 0);
    String id = draw + "/recheck/" + part;
    var recorded = new Recorded<>(looked, id, draw.toString(), part, Instant.EPOCH, draw.toString(), id);
    registration.send(
        new ProducerRecord<>(
            "registration.events", null, draw.toString(), codec.data(looked), codec.headers(recorded, "registration", null)));
  }

  /** A list is sealed with the keys that its programme names for the notary, so the programme has to be there. */
  private void define(String programme) {
    var key = new NotaryKey("EC", "P-256", notary.getX().toString(), notary.getY().toString());
    var defined =
        new ProgrammeDefined(
            programme, Map.of("en", "Masks"), "350200", "bench", List.of(new Edition(1, Instant.EPOCH)),
            List.of(new Goods("kn95", Map.of("en", "KN95"), "MASK", "KN95", 5, 0)), null, null, List.of(key));
    String name = "programme/" + programme;
    var recorded = new Recorded<>(defined, name, name, 1, Instant.EPOCH, name, name);
    registration.send(
        new ProducerRecord<>(
            "registration.reference", null, name, codec.data(defined), codec.headers(recorded, "registration", null)));
    registration.flush();
  }

  /** Lets {@code count} cases into the programme's urn; the first draw is on {@code firstDay}, and every second day from then on. */
  void enter(String programme, LocalDate firstDay, int count) {
    define(programme);
    entered.put(programme, count);
    var rules = rules(firstDay);
    String urn = new UrnId(programme, 1).toString();
    int before = accepted.get();
    for (int i = 0; i < count; i++) {
      String caseId = caseId(programme, i);
      commands.send(caseId, new Enter(urn, caseId, 2, choice(i), profile(i), rules, CHINA));
    }
    commands.flush();
    await("all entries", () -> accepted.get() == before + count);
    var first = new DrawId(new UrnId(programme, 1), firstDay);
    await("the draw to be shown", () -> lab.answers(service, "/v1/draws/" + first));
  }

  /**
   * Holds the programme's draw of this day with {@code winners} units, and waits until each winner has one.
   *
   * @param atPublication run when the result is published
   */
  Held hold(String programme, LocalDate day, int winners, Runnable atPublication) {
    for (int pool = 0; pool < POOLS; pool++) {
      int units = winners * (pool + 1) / POOLS - winners * pool / POOLS;
      commands.send(programme + day + pool, new ReleaseSupply(programme + "/" + shop(pool), day.toString(), units, null));
    }
    commands.flush();
    reserved.set(0);
    var draw = new DrawId(new UrnId(programme, 1), day);
    Duration cpuBefore = cpu();
    // the last minutes before the freeze, in which the service reads what is there already
    turnTo(day, FREEZE_AT.minus(AllocationReaction.FREEZE_NEAR));
    Lab.pause(LAST_MINUTES.plus(PER_ENTRANT.multipliedBy(entered.get(programme))));
    course = new Course(draw);
    turnTo(day, FREEZE_AT);
    var sealed = await(DrawSealed.class);
    byte[] share = sha256(("share of " + draw).getBytes(StandardCharsets.UTF_8));
    commit(sealed, hex(sha256(share)));
    post(draw, "notary-share", Map.of("share", hex(share)));
    // which beacon counts is seen in the log: whoever reads there at once may not find the share yet
    await(ShareRevealed.class);
    turnTo(day, DRAW_AT);
    post(draw, "beacon", Map.of("evidence", Map.of(LOTTERY, "1 2 3")));
    var ranked = await(DrawRanked.class);
    attest(draw, ranked);
    var published = await(DrawPublished.class);
    atPublication.run();
    await(AllWinnersDrawn.class);
    await("the winners' units", () -> reserved.get() == published.winners());
    var given = Duration.ofNanos(System.nanoTime() - course.started);
    var took = course.steps.get(DrawPublished.class);
    var held = new Held(sealed.entries(), published.winners(), took, given, cpu().minus(cpuBefore), course.steps);
    course = null;
    return held;
  }

  private Duration cpu() {
    return service.cpu().plus(lab.infrastructureCpu());
  }

  /** The bundle of the draw, as anybody can fetch it. */
  Path bundle(String programme, LocalDate day) {
    return lab.download(service, "/v1/draws/" + new DrawId(new UrnId(programme, 1), day) + "/bundle");
  }

  void turnTo(LocalDate day, LocalTime hour) {
    lab.call(service, "POST", "/bench/clock/" + day.atTime(hour).atZone(CHINA).toInstant(), token, null);
  }

  private <E extends Event> E await(Class<E> type) {
    var running = course;
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    synchronized (running) {
      while (!running.seen.containsKey(type)) {
        if (running.seen.get(DrawAborted.class) instanceof DrawAborted aborted) {
          throw new IllegalStateException(running.draw + " was given up: " + aborted.reason());
        }
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          throw new IllegalStateException("no " + type.getSimpleName() + " of " + running.draw + ", but " + running.steps);
        }
        try {
          running.wait(left);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new IllegalStateException(e);
        }
      }
      return type.cast(running.seen.get(type));
    }
  }

  private static void await(String what, BooleanSupplier condition) {
    Lab.await(what, PATIENCE, condition);
  }

  private void commit(DrawSealed sealed, String commitment) {
    var seal =
        Seal.of(
            DrawSpec.parse(sealed.spec().getBytes(StandardCharsets.UTF_8)), Hash.parse(sealed.root()), sealed.entries(),
            sealed.sealedAt());
    post(
        DrawId.parse(sealed.drawId()), "notary-commitment",
        Map.of(
            "commitment", commitment, "signature", sign(seal.payload(Hash.parse(commitment))), "key",
            notary.toPublicJWK().toJSONObject()));
  }

  private void attest(DrawId draw, DrawRanked ranked) {
    String result = "{\"draw\":\"%s\",\"resultHash\":\"%s\"}".formatted(draw, ranked.resultHash());
    post(
        draw, "attestation",
        Map.of("resultHash", ranked.resultHash(), "signature", sign(result.getBytes(StandardCharsets.UTF_8))));
  }

  private void post(DrawId draw, String what, Map<String, ?> body) {
    lab.call(service, "POST", "/v1/draws/" + draw + "/" + what, token, body);
  }

  private String sign(byte[] payload) {
    try {
      var jws = new JWSObject(new JWSHeader(JWSAlgorithm.ES256), new Payload(payload));
      jws.sign(new ECDSASigner(notary));
      return jws.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Ids as long as real ones, and in no order, as theirs. */
  static String caseId(String programme, int person) {
    byte[] hash = sha256((programme + person).getBytes(StandardCharsets.UTF_8));
    String text = Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    return programme + "." + text.substring(0, 22) + "." + text.substring(22, 30);
  }

  private static Choice choice(int person) {
    var others = new ArrayList<String>();
    for (int i = 1; i < CHOICES; i++) {
      others.add(shop((person + 7 * i) % POOLS));
    }
    return new Choice("350203", shop(person % POOLS), null, null, null, false, others);
  }

  /** What registration-service tells of a person; two live in each dwelling. */
  private static Profile profile(int person) {
    String dwelling = hex(sha256(("dwelling" + person / 2).getBytes(StandardCharsets.UTF_8))).substring(0, 22);
    var cohorts =
        Map.of(
            "registeredHour", String.format(Locale.ROOT, "%02d", person % 22), "registeredDay", "2020-02-01", "channel",
            "WECHAT_H5", "district", "350203", "idParity", "p" + person / 3 % 2, "birthDecade", "d" + person / 5 % 9);
    return new Profile(dwelling, cohorts, List.of());
  }

  private static Stage.Lottery rules(LocalDate firstDay) {
    var beacon = new Stage.Beacon(Stage.BeaconSource.PUBLIC_LOTTERY, DRAW_AT, List.of(LOTTERY));
    var days = new Stage.DrawRules(firstDay, 2, DRAW_AT, FREEZE_AT, ROOT_BY, beacon, true, 12, SUBSTITUTE_HOURS);
    return new Stage.Lottery(Stage.PoolScope.OUTLET, 1, CHOICES, days, new Stage.Tickets(0, 1), 1, List.of(), false);
  }

  private static String shop(int number) {
    return String.format(Locale.ROOT, "xm-%03d", number);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public void close() {
    events.close();
    commands.close();
    registration.close();
  }
}
