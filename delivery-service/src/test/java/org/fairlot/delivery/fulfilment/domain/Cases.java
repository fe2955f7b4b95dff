package org.fairlot.delivery.fulfilment.domain;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.List;
import org.fairlot.contracts.delivery.ParcelState;
import org.fairlot.contracts.pack.Stage;
import org.fairlot.contracts.pack.Stage.CommitteeRules;
import org.fairlot.contracts.pack.Stage.CourierRules;
import org.fairlot.contracts.pack.Stage.DatedMode;
import org.fairlot.contracts.pack.Stage.Mode;
import org.fairlot.contracts.pack.Stage.Partner;
import org.fairlot.contracts.pack.Stage.PickupRules;
import org.fairlot.contracts.registration.CaseEvent.Choice;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.ArrangeFulfilment;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.RecordTrace;

/** A case of Hangzhou and its words, shared by the specs. */
public final class Cases {

  public static final String CASE = "hangzhou-masks.AbCdEfGhIjKlMnOpQrStUv.Mark0001";
  public static final String PROGRAMME = "hangzhou-masks";
  public static final String XIHU = "330106";
  public static final String ELEME = "eleme";
  public static final String DANNIAO = "danniao";
  public static final Instant GRANTED = time("2020-02-02T19:30+08:00");

  public static final CourierRules TWO_COURIERS =
      new CourierRules(
          List.of(new Partner(ELEME, List.of(), 300), new Partner(DANNIAO, List.of(), 300)), 30, 3, 120, 2, 12, 60);
  public static final PickupRules NEXT_DAY = new PickupRules(1, LocalTime.of(8, 0), LocalTime.of(22, 0), 1);

  private Cases() {}

  public static Instant time(String iso) {
    return OffsetDateTime.parse(iso).toInstant();
  }

  public static Stage.Fulfilment byCourier() {
    return new Stage.Fulfilment(List.of(always(Mode.COURIER)), TWO_COURIERS, null);
  }

  public static Stage.Fulfilment atCounter() {
    return new Stage.Fulfilment(List.of(always(Mode.PICKUP)), null, NEXT_DAY);
  }

  public static final String COMMITTEE = "310115001001";

  /** Brought by the committee within two days, in two visits. */
  public static Stage.Fulfilment byCommittee() {
    return new Stage.Fulfilment(List.of(always(Mode.COMMITTEE)), null, null, new CommitteeRules(2, 2));
  }

  public static ArrangeFulfilment arrangeVisit(String id, Integer units) {
    var choice = new Choice("310115", null, "mask-5", null, null, false, null, COMMITTEE);
    return new ArrangeFulfilment(id, PROGRAMME, 2, byCommittee(), choice, "jwe", 90, false, GRANTED, units);
  }

  public static DatedMode always(Mode mode) {
    return new DatedMode(mode, null, null);
  }

  public static DatedMode from(Mode mode, String day) {
    return new DatedMode(mode, LocalDate.parse(day), null);
  }

  public static DatedMode until(Mode mode, String day) {
    return new DatedMode(mode, null, LocalDate.parse(day));
  }

  public static Choice choice(Mode mode) {
    return new Choice(XIHU, "store-1", "mask-5", null, mode, false);
  }

  public static ArrangeFulfilment arrange(Stage.Fulfilment rules, Choice choice) {
    return new ArrangeFulfilment(CASE, PROGRAMME, 2, rules, choice, "jwe", 90, false, GRANTED, null);
  }

  public static ArrangeFulfilment arrange(Stage.Fulfilment rules, int units) {
    return new ArrangeFulfilment(CASE, PROGRAMME, 2, rules, choice(null), "jwe", 90, false, GRANTED, units);
  }

  public static ArrangeFulfilment arrange(Stage.Fulfilment rules) {
    return arrange(rules, choice(null));
  }

  public static RecordTrace trace(String courier, int attempt, ParcelState state, String iso) {
    return new RecordTrace(CASE, courier, Waybill.of(CASE, attempt), state, time(iso), state.name());
  }
}
