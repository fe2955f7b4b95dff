package org.fairlot.local.demo;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.fairlot.local.demo.Api.Answer;
import org.fairlot.local.demo.Citizen.Written;
import tools.jackson.databind.JsonNode;

/**
 * Citizens at their phones, behind a city app. They behave like people: some tap twice, some try again with what they
 * believe to be another request, some use yesterday's app, some write an address that nobody could find.
 */
final class Applicants {

  private static final int AT_ONCE = 64;

  /**
   * What became of one citizen's evening.
   *
   * @param registrationId {@code null} where there is none
   * @param answer         as the app keeps it, with the receipt
   */
  record Result(Citizen citizen, String registrationId, String refusal, JsonNode answer) {}

  /** How a form gets to the suite. */
  interface Way {
    /** @param key the same key with the same form is the same request */
    Answer send(String key, Citizen citizen, Map<String, Object> form);
  }

  private final Way way;
  private final Function<Citizen, Map<String, Object>> form;
  private final Latencies latencies = new Latencies();
  private final Latencies queues = new Latencies();
  private final Map<String, Integer> refusals = new ConcurrentHashMap<>();
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger undecided = new AtomicInteger();
  private final AtomicInteger repeats = new AtomicInteger();
  private final List<String> unequal = Collections.synchronizedList(new ArrayList<>());

  /** @param form what the app sends for a citizen, by the pack's form */
  Applicants(Api app, String programme, Function<Citizen, Map<String, Object>> form) {
    this((key, citizen, body) -> app.post("/v1/programmes/" + programme + "/registrations", key, body), form);
  }

  Applicants(Way way, Function<Citizen, Map<String, Object>> form) {
    this.way = way;
    this.form = form;
  }

  /** All of them at the same time. */
  List<Result> register(List<Citizen> citizens, Random random) {
    var tasks = new ArrayList<Callable<Result>>();
    for (Citizen citizen : citizens) {
      int habit = random.nextInt(100);
      tasks.add(() -> register(citizen, habit));
    }
    return Evening.together(tasks, AT_ONCE);
  }

  private Result register(Citizen citizen, int habit) {
    var body = new LinkedHashMap<>(form.apply(citizen));
    String key = UUID.randomUUID().toString();
    Answer answer = post(key, citizen, body);
    if (citizen.written() != Written.WELL && answer.status() == 422 && body.containsKey("address")) {
      // the app shows what is wrong, and the citizen writes it again
      body.put("address", citizen.fullAddress());
      answer = post(UUID.randomUUID().toString(), citizen, body);
    } else if (answer.isOk() && habit < 3) {
      Answer again = post(key, citizen, body);
      repeats.incrementAndGet();
      if (!id(again).equals(id(answer))) {
        unequal.add(id(answer) + " became " + again.status() + " " + again.code());
      }
    } else if (answer.isOk() && habit < 6) {
      post(UUID.randomUUID().toString(), citizen, body);
    }
    return answer.isOk() ? new Result(citizen, id(answer), null, answer.body())
        : new Result(citizen, null, answer.code(), answer.body());
  }

  /** One request, whatever comes of it. */
  Answer post(String key, Citizen citizen, Map<String, Object> body) {
    Answer answer = way.send(key, citizen, body);
    requests.incrementAndGet();
    latencies.add(answer.millis());
    if (answer.queuedMillis() > 0) {
      queues.add(answer.queuedMillis());
    }
    if (answer.late() || answer.status() == 202) {
      undecided.incrementAndGet();
    }
    if (!answer.isOk()) {
      refusals.merge(answer.code().isEmpty() ? Integer.toString(answer.status()) : answer.code(), 1, Integer::sum);
    }
    return answer;
  }

  private static String id(Answer answer) {
    return answer.body().path("registrationId").asString("");
  }

  Latencies latencies() {
    return latencies;
  }

  /** How many had to come again by appointment, and how long that took at most. */
  String queues() {
    return queues.count() == 0
        ? "nobody had to queue"
        : "%,d had to queue, for %.1f s at most".formatted(queues.count(), queues.at(1) / 1000);
  }

  int requests() {
    return requests.get();
  }

  /** Requests that were refused, by code. */
  Map<String, Integer> refusals() {
    return new TreeMap<>(refusals);
  }

  /** Requests that were taken without the outcome being known in time. */
  int undecided() {
    return undecided.get();
  }

  /** Requests that were sent a second time as they were. */
  int repeats() {
    return repeats.get();
  }

  /** Repeats of one and the same request that were answered differently. */
  List<String> unequal() {
    return List.copyOf(unequal);
  }
}
