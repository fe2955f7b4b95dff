package org.fairlot.registration.report.figures;

import static org.fairlot.registration.report.view.ReportView.CASES;
import static org.fairlot.registration.report.view.ReportView.POOLS;
import static org.fairlot.registration.report.view.ReportView.STEPS;
import static org.fairlot.registration.report.view.ReportView.SUPPLY;

import java.util.List;
import org.fairlot.registration.report.view.ReportView.Step;
import org.fairlot.registration.report.view.ReportView.Supply;
import org.jspecify.annotations.Nullable;

/** What a report has the store count: documents of one collection, grouped by some fields, with sums of others. */
public enum Count {
  ENDS(CASES, List.of("outcome", "reason", "lost", "units"), List.of("edits")),
  OPENED_BY_QUARTER(CASES, Range.ALL, null, List.of("quarter"), List.of(), "openedAt", List.of()),
  GRANTED_BY_QUARTER(CASES, Range.ALL, null, List.of("grantedQuarter"), List.of("units"), null, List.of("grantedQuarter")),
  BY_CHANNEL(CASES, List.of("channel", "outcome", "units"), List.of()),
  BY_DISTRICT(CASES, List.of("district", "outcome", "units"), List.of()),
  BY_STREET(CASES, List.of("street", "outcome", "units"), List.of()),
  OUTLETS_BY_STREET(CASES, List.of("street", "outletId"), List.of(), "street", "units", "outletId"),
  ADDRESSES(CASES, List.of("addressConfidence", "correctionAsked"), List.of()),
  GRANT_TIMES(CASES, List.of(), List.of("openedAt", "grantedAt"), "openedAt", "grantedAt"),
  END_TIMES(CASES, List.of("outcome", "units"), List.of("openedAt", "closedAt"), "openedAt", "closedAt"),
  HAND_OVERS(CASES, List.of("mode", "courier", "delivered"), List.of(), "arrangedAt"),
  HAND_OVER_TIMES(CASES, List.of("mode", "courier", "delivered"), List.of("arrangedAt", "completedAt"), "arrangedAt", "completedAt"),
  HAND_OVER_REASONS(CASES, List.of("handOverReason"), List.of(), "handOverReason"),
  REVIEWS(Step.REVIEW, List.of("approved", "overdue", "dropped", "appealed", "upheld", "overturned"), List.of()),
  REVIEW_TIMES(Step.REVIEW, List.of(), List.of("askedAt", "decidedAt"), "askedAt", "decidedAt"),
  CALLS(Step.CALL, List.of("called", "told", "dropped"), List.of("attempts")),
  QUESTIONS(Step.QUESTION, List.of("pending", "answered", "eligible"), List.of()),
  QUESTION_TIMES(Step.QUESTION, List.of(), List.of("askedAt", "answeredAt"), "askedAt", "answeredAt"),
  ANSWERS(Step.ANSWER, List.of("register", "holds"), List.of()),
  MESSAGES(Step.MESSAGE, List.of("sent", "arrived", "failed"), List.of()),
  POOLS_NOW(POOLS, Range.NONE, null, List.of(), List.of("released", "free", "held", "wants", "wantUnits"), null, List.of()),
  RELEASED(SUPPLY, Range.ALL, Supply.RELEASED, List.of("quarter"), List.of("units"), null, List.of()),
  EMPTIED(SUPPLY, Range.ALL, Supply.EMPTIED, List.of("poolId", "quarter"), List.of(), "at", List.of());

  /** Which days count. */
  public enum Range {
    /** Those that were asked for. */
    ASKED,
    /** All: a forecast needs the days before. */
    ALL,
    /** The documents tell what is now, and have no day. */
    NONE
  }

  /** The least of a field, as {@link Tally#sum} names it. */
  public static final String FIRST = "first";

  private final String collection;
  private final Range range;
  private final Enum<?> kind;
  private final List<String> by;
  private final List<String> sums;
  private final String first;
  private final List<String> known;

  Count(String collection, List<String> by, List<String> sums, String... known) {
    this(collection, Range.ASKED, null, by, sums, null, List.of(known));
  }

  Count(Step step, List<String> by, List<String> sums, String... known) {
    this(STEPS, Range.ASKED, step, by, sums, null, List.of(known));
  }

  Count(
      String collection, Range range, @Nullable Enum<?> kind, List<String> by, List<String> sums, @Nullable String first,
      List<String> known) {
    this.collection = collection;
    this.range = range;
    this.kind = kind;
    this.by = by;
    this.sums = sums;
    this.first = first;
    this.known = known;
  }

  public String collection() {
    return collection;
  }

  public Range range() {
    return range;
  }

  /** Documents of this kind alone; {@code null}: all. */
  public @Nullable Enum<?> kind() {
    return kind;
  }

  public List<String> by() {
    return by;
  }

  public List<String> sums() {
    return sums;
  }

  /** The field of which the least is wanted, or {@code null}. */
  public @Nullable String first() {
    return first;
  }

  /** Documents in which these have a value alone. */
  public List<String> known() {
    return known;
  }
}
