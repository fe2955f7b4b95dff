package org.fairlot.local.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.fairlot.contracts.registration.CaseEvent.CaseOutcome;
import tools.jackson.databind.JsonNode;

/** Reads the reports of all programmes of a played day as the city's auditor does, and holds their sums against the log. */
final class ReportAudit {

  private final Api auditor;
  private final Api app;
  private final EventTail tail;

  ReportAudit(Api auditor, Api app, EventTail tail) {
    this.auditor = auditor;
    this.app = app;
    this.tail = tail;
  }

  private List<JsonNode> reports() {
    var programmes = app.get("/v1/programmes").orFail("the programmes").body().path("programmes");
    return StreamSupport.stream(programmes.spliterator(), false)
        .map(programme -> auditor.get("/v1/programmes/" + programme.path("programmeId").asString() + "/report"))
        .map(answer -> answer.orFail("the report").body())
        .toList();
  }

  private static long sum(List<JsonNode> reports, String pointer) {
    return reports.stream().mapToLong(report -> report.at(pointer).asLong()).sum();
  }

  private static long rows(List<JsonNode> reports, String table, String member) {
    return reports.stream()
        .flatMap(report -> StreamSupport.stream(report.at(table).spliterator(), false))
        .mapToLong(row -> row.path(member).asLong())
        .sum();
  }

  /** What does not agree; it is a read model, so for a moment something may not be in yet. */
  private List<String> differences(List<JsonNode> reports) {
    var differences = new ArrayList<String>();
    var figures = "/supplyAndDemand/";
    compare(differences, "registrations", sum(reports, figures + "registrations"), tail.ask(a -> a.opened().size()));
    compare(differences, "registrations by channel", rows(reports, "/fairness/byChannel", "registrations"),
        tail.ask(a -> a.opened().size()));
    compare(differences, "units released", sum(reports, figures + "pools/unitsReleased"), tail.ask(Audit::released));
    compare(differences, "units handed over", sum(reports, figures + "unitsHandedOver"), tail.ask(Audit::fulfilledUnits));
    compare(
        differences, "units with cases",
        sum(reports, figures + "unitsHandedOver") + sum(reports, figures + "unitsLost") + sum(reports, figures + "unitsUnderWay"),
        tail.ask(a -> a.held() - a.setAside()));
    compare(differences, "refusals", rows(reports, "/publicMood/refusals", "count"),
        tail.ask(a -> a.closedAs(CaseOutcome.REFUSED)));
    compare(differences, "cancelled", sum(reports, "/publicMood/cancelled"), tail.ask(a -> a.closedAs(CaseOutcome.CANCELLED)));
    compare(differences, "days", rows(reports, figures + "days", "registrations"), tail.ask(a -> a.opened().size()));
    return differences;
  }

  private static void compare(List<String> differences, String what, long reported, Number inTheLog) {
    if (reported != inTheLog.longValue()) {
      differences.add(what + ": reported " + reported + ", in the log " + inTheLog);
    }
  }

  void account(Evening evening, Account account) {
    var last = new ArrayList<List<JsonNode>>();
    try {
      evening.await("the reports are in", () -> {
        last.clear();
        last.add(reports());
        return differences(last.getFirst()).isEmpty();
      });
    } catch (IllegalStateException e) {
      // what does not come to agree is told below, figure by figure
    }
    var reports = last.getFirst();
    account.check("programmes whose report adds up to the log", reports.size(), differences(reports));
    account.check("programmes whose report names whom its pack names", reports.size(),
        reports.stream()
            .filter(report -> report.path("parties").isEmpty())
            .map(report -> report.path("programmeId").asString())
            .filter(this::hasParties)
            .toList());
    reports.forEach(report -> evening.narrator().print(line(report)));
  }

  private boolean hasParties(String programme) {
    return !app.get("/v1/programmes/" + programme).orFail("the programme").body().path("parties").isEmpty();
  }

  private static String line(JsonNode report) {
    return "Report of %s: %d registrations of %d persons, %d units handed over of %d released; Gini of the chances by district %s, alerts %d."
        .formatted(
            report.path("programmeId").asString(), report.at("/supplyAndDemand/registrations").asLong(),
            report.at("/supplyAndDemand/persons").asLong(), report.at("/supplyAndDemand/unitsHandedOver").asLong(),
            report.at("/supplyAndDemand/pools/unitsReleased").asLong(),
            report.at("/fairness/districts/gini").isNumber() ? "%.3f".formatted(report.at("/fairness/districts/gini").asDouble()) : "–",
            report.at("/fairness/streets/alerts").size() + report.at("/fairness/districts/alerts").size()
                + report.at("/fairness/channels/alerts").size() + report.at("/fairness/far").size());
  }
}
