package org.fairlot.health.declaration.domain;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiPredicate;
import org.fairlot.contracts.health.DeclarationEvent.HealthVerdict;

/**
 * What follows from a declaration (核验结果): the gravest consequence of all rules that apply, and each rule's reason.
 *
 * @param reasons codes of the rules that apply, in the order of the rules
 */
public record Assessment(HealthVerdict verdict, List<String> reasons) {

  /** The incubation period that the rules of early 2020 assumed. */
  private static final int INCUBATION_DAYS = 14;

  /** From here a temperature counts as fever (体温≥37.3℃). */
  private static final BigDecimal FEVER_FROM_CELSIUS = new BigDecimal("37.3");

  private static final String HUBEI = "42";

  private static final Rule WHO_HAS_FEVER_STAYS_AWAY_FROM_THE_COUNTER =
      new Rule("FEVER", HealthVerdict.BLOCK_PICKUP_ONLY, (answers, _) ->
          answers.symptoms().contains(Answers.Symptom.FEVER)
              || answers.temperatureCelsius() != null && answers.temperatureCelsius().compareTo(FEVER_FROM_CELSIUS) >= 0);

  private static final Rule WHO_HAS_SYMPTOMS_STAYS_AWAY_FROM_THE_COUNTER =
      new Rule("SYMPTOMS", HealthVerdict.BLOCK_PICKUP_ONLY, (answers, _) ->
          answers.symptoms().stream().anyMatch(symptom -> symptom != Answers.Symptom.FEVER));

  private static final Rule WHO_MET_A_CASE_STAYS_AWAY_FROM_THE_COUNTER =
      new Rule("CONTACT_WITH_CASE", HealthVerdict.BLOCK_PICKUP_ONLY, (answers, _) -> answers.contactWithCase());

  private static final Rule WHO_IS_IN_QUARANTINE_STAYS_THERE =
      new Rule("QUARANTINE", HealthVerdict.BLOCK_PICKUP_ONLY, (answers, _) -> answers.quarantineStatus().isUnderWay());

  private static final Rule WHO_WAS_IN_HUBEI_IS_CALLED =
      new Rule("HUBEI_TRAVEL", HealthVerdict.NEEDS_FOLLOW_UP, (answers, _) -> answers.hubeiTravel());

  /** The answers contradict each other: not in Hubei within 14 days, and back from there within 14 days. */
  private static final Rule WHO_RETURNED_FROM_HUBEI_BUT_WAS_NOT_THERE_IS_CALLED =
      new Rule("HUBEI_RETURN", HealthVerdict.NEEDS_FOLLOW_UP, (answers, today) ->
          !answers.hubeiTravel()
              && answers.fromWhere() != null
              && answers.fromWhere().startsWith(HUBEI)
              && answers.returnedAt() != null
              && answers.returnedAt().isAfter(today.minusDays(INCUBATION_DAYS)));

  private static final List<Rule> RULES =
      List.of(
          WHO_HAS_FEVER_STAYS_AWAY_FROM_THE_COUNTER,
          WHO_HAS_SYMPTOMS_STAYS_AWAY_FROM_THE_COUNTER,
          WHO_MET_A_CASE_STAYS_AWAY_FROM_THE_COUNTER,
          WHO_IS_IN_QUARANTINE_STAYS_THERE,
          WHO_WAS_IN_HUBEI_IS_CALLED,
          WHO_RETURNED_FROM_HUBEI_BUT_WAS_NOT_THERE_IS_CALLED);

  public Assessment {
    reasons = List.copyOf(reasons);
  }

  /** @param today the local day of the declaration */
  public static Assessment of(Answers answers, LocalDate today) {
    var applying = RULES.stream().filter(rule -> rule.applies().test(answers, today)).toList();
    return new Assessment(
        applying.stream().map(Rule::consequence).max(Comparator.naturalOrder()).orElse(HealthVerdict.CLEAR),
        applying.stream().map(Rule::reason).toList());
  }

  private record Rule(String reason, HealthVerdict consequence, BiPredicate<Answers, LocalDate> applies) {}
}
