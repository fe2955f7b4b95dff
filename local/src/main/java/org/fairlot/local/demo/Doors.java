package org.fairlot.local.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.fairlot.contracts.pack.Stage.Eligibility;
import org.fairlot.contracts.pack.Stage.HealthPrecheck;
import org.fairlot.contracts.pack.Stage.OutletAssignment;
import org.fairlot.contracts.registration.CaseEvent.CaseClosed;
import org.fairlot.contracts.registration.CaseEvent.CaseOpened;
import org.fairlot.contracts.registration.CaseEvent.CaseOutcome;
import org.fairlot.local.demo.Account.Invariant;
import org.fairlot.local.demo.Api.Answer;
import org.fairlot.local.demo.Applicants.Result;

/** The citizens who come when registration opens (预约登记), by the pack's channel: at their phones, or at the committee's table. */
final class Doors implements Player {

  /** The channel whose registrations a worker of the committee enters. */
  private static final String ONSITE = "ONSITE";
  private static final Duration EARLY = Duration.ofMinutes(1);
  private static final int WITHOUT_DECLARATION = 3;
  private static final int SYMPTOMS_OF_100 = 6;

  private final Scene scene;
  private final Instant opensAt;
  private final String channel;
  private final List<Citizen> citizens;
  private final Random random;
  private final Applicants applicants;
  private final List<Result> results = new ArrayList<>();
  private final List<Invariant> tried = new ArrayList<>();
  private final List<Citizen> declarants;
  private boolean knocked;
  private boolean opened;

  /**
   * @param channel    the one that is open then
   * @param citizens   who come, none where nobody can
   * @param declarants who give a health declaration where the pack wants one
   */
  Doors(Scene scene, Instant opensAt, String channel, List<Citizen> citizens, List<Citizen> declarants, long seed) {
    this.declarants = declarants;
    this.scene = scene;
    this.opensAt = opensAt;
    this.channel = channel;
    this.citizens = citizens;
    this.random = new Random(seed);
    this.applicants = new Applicants(this::send, this::form);
  }

  private Map<String, Object> form(Citizen citizen) {
    var form = scene.people().form(citizen, scene.today());
    form.put("channel", channel);
    return form;
  }

  /** By the app, or by the worker of the citizen's committee. */
  private Answer send(String key, Citizen citizen, Map<String, Object> form) {
    if (!channel.equals(ONSITE)) {
      return scene.app().post("/v1/programmes/" + scene.programme() + "/registrations", key, form);
    }
    var body = new LinkedHashMap<>(form);
    body.remove("channel");
    body.put("programmeId", scene.programme());
    String committee = committee(citizen);
    // by its code: a worker's own committee is not looked up by name
    body.computeIfPresent("committee", (field, named) -> committee);
    return scene.evening().as("committee", "worker-" + committee)
        .post("/v1/committees/" + committee + "/registrations", key, body);
  }

  private String committee(Citizen citizen) {
    var home = scene.people().home(citizen);
    return home.committee() == null ? home.district() + "001001" : home.committee().code();
  }

  @Override
  public int act() {
    if (!scene.now().isBefore(opensAt)) {
      return opened ? 0 : open();
    }
    if (!knocked && !citizens.isEmpty() && !scene.now().isBefore(opensAt.minus(EARLY))) {
      knocked = true;
      boolean closed = !scene.pack().windows().open(scene.now(), scene.pack().timezone());
      if (closed) {
        tried("registrations before the opening, refused", knock(citizens.getFirst(), form(citizens.getFirst())));
      }
    }
    return 0;
  }

  private void tried(String claim, Answer answer) {
    tried.add(new Invariant(claim, 1, answer.isOk() ? List.of(answer.body().toString()) : List.of()));
  }

  private Answer knock(Citizen citizen, Map<String, Object> form) {
    if (form.containsKey("address")) {
      form.put("address", citizen.fullAddress());
    }
    return send(UUID.randomUUID().toString(), citizen, form);
  }

  private int open() {
    opened = true;
    var health = scene.pack().firstStage(HealthPrecheck.class);
    if (health != null && health.gate()) {
      citizens.stream().limit(WITHOUT_DECLARATION)
          .forEach(c -> tried("registrations without a health declaration, refused", knock(c, form(c))));
    }
    if (scene.pack().firstStage(OutletAssignment.class) != null && !citizens.isEmpty()) {
      var form = form(citizens.getFirst());
      form.put("outletId", scene.town().outlets().getLast().id());
      tried("wishes for another outlet than the committee's, refused", knock(citizens.getFirst(), form));
    }
    if (health != null) {
      declare();
    }
    if (citizens.isEmpty()) {
      return 0;
    }
    results.addAll(applicants.register(citizens, random));
    comeAgain();
    scene.narrator().say(
        "%s: %d citizens register by %s in %d requests (%s; %s), refused: %s.", scene.pack().name(), citizens.size(), channel,
        applicants.requests(), applicants.latencies(), applicants.queues(), applicants.refusals());
    return results.size();
  }

  /** Whoever is in already is refused, or edits what is there. */
  private void comeAgain() {
    results.stream().filter(r -> r.registrationId() != null && stillOpen(r.registrationId())).findFirst().ifPresent(r -> {
      var again = knock(r.citizen(), form(r.citizen()));
      switch (scene.pack().limits().again()) {
        case REFUSE -> tried("registrations that follow another of the same person, refused", again);
        case LAST_WINS -> {
          String now = again.body().path("registrationId").asString("");
          boolean taken = again.isOk() ? now.equals(r.registrationId()) : again.status() == 409;
          tried.add(
              new Invariant(
                  "registrations that follow another of the same person, an edit of that", 1,
                  taken ? List.of() : List.of(again.status() + " " + again.body())));
        }
      }
    });
  }

  private boolean stillOpen(String id) {
    return scene.tail().ask(a -> !a.closed().contains(id));
  }

  private void declare() {
    var tasks = new ArrayList<Callable<Answer>>();
    for (Citizen citizen : declarants) {
      boolean symptom = random.nextInt(100) < SYMPTOMS_OF_100;
      var paper = scene.people().paper(citizen);
      var body =
          Api.object(
              "docType", paper.type().name(), "idNumber", paper.number(), "district", citizen.district(), "returnedAt",
              scene.today().minusDays(20).toString(), "hubeiTravel", false, "contactWithCase", false, "symptoms",
              symptom ? List.of("FEVER") : List.of(), "temperatureCelsius", symptom ? 38.2 : 36.5);
      if (paper.nationality() != null) {
        body.put("nationality", paper.nationality());
      }
      tasks.add(() -> scene.app().post("/v1/health-declarations", UUID.randomUUID().toString(), body));
    }
    Evening.together(tasks, 32).forEach(answer -> answer.orFail("a health declaration"));
    scene.evening().await("declarations are in the log", scene.evening()::isQuiet);
  }

  @Override
  public Optional<Instant> waitsFor(Instant now) {
    return opened ? Optional.empty() : Optional.of(knocked || citizens.isEmpty() ? opensAt : opensAt.minus(EARLY));
  }

  List<Result> results() {
    return results;
  }

  @Override
  public void account(Account account) {
    account.add(tried);
    account.check("citizens who filled the form in, all registered", citizens.size(),
        results.stream().filter(r -> r.registrationId() == null).map(Result::refusal).toList());
    account.check("requests sent twice, all answered as the first time", applicants.repeats(), applicants.unequal());
    if (channel.equals(ONSITE)) {
      entered(account);
    }
    if (scene.pack().firstStage(Eligibility.class) != null) {
      eligible(account);
    }
  }

  /** Who entered it stands with each registration. */
  private void entered(Account account) {
    // an operator's list is another channel
    var opened = scene.events(CaseOpened.class).stream().filter(e -> e.channel().equals(ONSITE)).toList();
    account.check("registrations on site, each with the worker who entered it", opened.size(),
        opened.stream()
            .filter(e -> e.enteredBy() == null || !e.enteredBy().worker().equals("worker-" + e.enteredBy().committee()))
            .map(CaseOpened::caseId).toList());
  }

  private void eligible(Account account) {
    var without = results.stream().filter(r -> scene.people().isWithoutClaim(r.citizen())).map(Result::registrationId)
        .collect(Collectors.toCollection(HashSet::new));
    Set<String> refused = scene.events(CaseClosed.class).stream()
        .filter(e -> e.outcome() == CaseOutcome.REFUSED && "NOT_ELIGIBLE".equals(e.reason()))
        .map(CaseClosed::caseId).collect(Collectors.toSet());
    var wrong = new ArrayList<>(refused.stream().filter(id -> !without.contains(id)).toList());
    without.stream().filter(id -> scene.tail().ask(a -> a.outcome(id)) != CaseOutcome.REFUSED).forEach(wrong::add);
    account.check("citizens of whom no register knows, they and nobody else not eligible", refused.size(), wrong);
  }
}
