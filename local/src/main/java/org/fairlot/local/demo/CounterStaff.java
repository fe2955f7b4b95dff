package org.fairlot.local.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.fairlot.contracts.delivery.FulfilmentEvent.PickupReady;
import org.fairlot.delivery.fulfilment.domain.PickupWindow;
import org.fairlot.local.demo.Api.Answer;
import org.fairlot.local.demo.Counters.Waiting;

/** Outlets and those who collect there (到店自取): within the hours, at their outlet, against the code; some never come. */
final class CounterStaff implements Player {

  private static final int NO_SHOW_ONE_IN = 9;
  private static final int TRIED = 3;
  /** The timer of a window comes ten seconds after its end. */
  private static final Duration AFTER_CLOSING = Duration.ofSeconds(30);
  private static final Duration AFTER_OPENING = Duration.ofSeconds(1);

  private final Scene scene;
  private final Counters counters;
  private final Map<String, PickupReady> ready = new HashMap<>();
  private final Set<String> been = new HashSet<>();
  private final Set<String> noShows = new HashSet<>();
  private final List<String> turnedAway = new ArrayList<>();
  private final List<String> servedWrongly = new ArrayList<>();
  private final Set<String> cameEarly = new HashSet<>();
  private int astray;

  CounterStaff(Scene scene) {
    this.scene = scene;
    this.counters = new Counters(scene.evening(), scene.app());
  }

  private List<PickupReady> open() {
    scene.events(PickupReady.class).forEach(e -> ready.put(e.fulfilmentId(), e));
    var closed = scene.tail().ask(a -> Set.copyOf(a.closed()));
    return ready.values().stream().filter(e -> !closed.contains(e.fulfilmentId())).toList();
  }

  @Override
  public int act() {
    Instant now = scene.now();
    var open = open();
    open.stream().filter(e -> now.isBefore(e.opensAt()) && !cameEarly.contains(e.fulfilmentId()))
        .limit(TRIED - cameEarly.size()).forEach(this::comeEarly);
    var due = open.stream()
        .filter(e -> opensFrom(e, now).filter(now::equals).isPresent() && !been.contains(e.fulfilmentId()))
        .map(PickupReady::fulfilmentId).collect(Collectors.toSet());
    due.stream().filter(id -> Scene.isOneIn(NO_SHOW_ONE_IN, id)).forEach(noShows::add);
    due.removeAll(noShows);
    var waiting = counters.waiting(e -> due.contains(e.fulfilmentId()));
    waiting.stream().limit(1).forEach(this::goAstray);
    var answers = counters.redeem(waiting);
    for (int i = 0; i < waiting.size(); i++) {
      String id = waiting.get(i).registrationId();
      been.add(id);
      if (!answers.get(i).isOk()) {
        turnedAway.add(id + ": " + answers.get(i).status() + " " + answers.get(i).code());
      }
    }
    return due.size();
  }

  /** The counter closes every evening until the window is over. */
  private static Optional<Instant> opensFrom(PickupReady e, Instant now) {
    return PickupWindow.between(e.opensAt(), e.closesAt()).openFrom(now);
  }

  private void comeEarly(PickupReady event) {
    for (Waiting one : counters.waiting(e -> e.fulfilmentId().equals(event.fulfilmentId()))) {
      cameEarly.add(one.registrationId());
      expect(counters.redeem(List.of(one)).getFirst(), "PICKUP_NOT_OPEN", one);
    }
  }

  /** A code is good at its outlet alone. */
  private void goAstray(Waiting one) {
    var elsewhere = scene.town().outlets().stream().map(Town.Outlet::id).filter(id -> !id.equals(one.outletId())).findFirst();
    if (astray < TRIED && elsewhere.isPresent()) {
      astray++;
      if (counters.redeem(elsewhere.get(), one.code()).isOk()) {
        servedWrongly.add(one.registrationId() + " at another outlet");
      }
    }
  }

  private void expect(Answer answer, String code, Waiting one) {
    if (!answer.code().equals(code)) {
      servedWrongly.add(one.registrationId() + " early: " + answer.status() + " " + answer.code());
    }
  }

  @Override
  public Optional<Instant> waitsFor(Instant now) {
    return open().stream()
        .filter(e -> !been.contains(e.fulfilmentId()))
        .flatMap(e -> Stream.concat(
            opensFrom(e, now).filter(now::isBefore).map(opening -> opening.plus(AFTER_OPENING)).stream(),
            Stream.of(e.closesAt().plus(AFTER_CLOSING)).filter(now::isBefore)))
        .min(Instant::compareTo);
  }

  @Override
  public void account(Account account) {
    scene.narrator().say("Counters: %d were handed the goods, %d never came.", been.size() - turnedAway.size(), noShows.size());
    account.check("codes shown in time at their outlet, all redeemed", been.size(), turnedAway);
    account.check("codes shown too early or elsewhere, none redeemed", cameEarly.size() + astray, servedWrongly);
  }
}
