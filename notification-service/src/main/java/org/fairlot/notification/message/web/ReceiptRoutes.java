package org.fairlot.notification.message.web;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.fairlot.contracts.notification.NoticeId;
import org.fairlot.notification.message.domain.MessageCommand.RecordReport;
import org.fairlot.runtime.edge.CommandContext;
import org.fairlot.runtime.edge.CommandGateway;
import org.fairlot.runtime.edge.Edge;
import org.fairlot.runtime.edge.FieldErrors;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Takes the provider's delivery reports. The provider repeats a push until it is answered, so the answer is given only
 * when every report is in the log, and repeats do no harm.
 */
public final class ReceiptRoutes {

  private static final int REPORTS_MAX = 1_000;
  private static final int AT_ONCE = 64;
  private static final Pattern CODE = Pattern.compile("[\\x21-\\x7e]{1,64}");
  private static final ZoneId PROVIDER_ZONE = ZoneId.of("Asia/Shanghai");
  private static final DateTimeFormatter PROVIDER_TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withResolverStyle(ResolverStyle.STRICT);
  /** The provider's own words; it takes any other answer for a failure. */
  private static final Map<String, Object> RECEIVED = received();

  private final CommandGateway gateway;
  private final Edge edge;

  public ReceiptRoutes(CommandGateway gateway, Edge edge) {
    this.gateway = gateway;
    this.edge = edge;
  }

  public RouterFunction<ServerResponse> routes() {
    return route().POST("/v1/channels/sms/receipts", this::receive).build();
  }

  private Mono<ServerResponse> receive(ServerRequest request) {
    return edge.batchBody(request)
        .map(body -> commands(Edge.parse(body, SmsReport[].class)))
        .flatMap(commands -> Flux.fromIterable(commands).flatMap(this::submit, AT_ONCE).then())
        .then(Mono.defer(() -> Edge.json(ServerResponse.ok(), RECEIVED)));
  }

  private Mono<Void> submit(RecordReport report) {
    String id =
        String.join("/", "report", report.messageId(), Boolean.toString(report.delivered()), report.code(),
            report.reportedAt().toString());
    String caseId = NoticeId.parse(report.messageId()).caseId().toString();
    // whatever comes of it, the provider has done its part: a report of an unknown message is nothing it could mend
    return gateway.submit(report, CommandContext.of(id, caseId, null)).then();
  }

  private static List<RecordReport> commands(SmsReport[] reports) {
    var errors = new FieldErrors();
    if (reports.length > REPORTS_MAX) {
      errors.add("", "TOO_MANY_REPORTS", Map.of("max", REPORTS_MAX));
    }
    errors.throwIfAny();
    var commands = new ArrayList<RecordReport>();
    for (int i = 0; i < reports.length; i++) {
      SmsReport report = reports[i];
      if (report == null) {
        errors.add("[" + i + "]", "MISSING");
      } else if (NoticeId.isValid(report.outId())) {
        // others are of messages that somebody sent by hand under the same contract
        command(report, "[" + i + "].", errors, commands);
      }
    }
    errors.throwIfAny();
    return commands;
  }

  private static void command(SmsReport report, String at, FieldErrors errors, List<RecordReport> commands) {
    if (report.success() == null) {
      errors.add(at + "success", "MISSING");
    }
    if (report.errCode() == null || !CODE.matcher(report.errCode()).matches()) {
      errors.add(at + "err_code", "NOT_A_CODE");
    }
    Instant reportedAt = instant(report.reportTime());
    if (reportedAt == null) {
      errors.add(at + "report_time", "NOT_A_TIME");
    }
    if (errors.isEmpty()) {
      var id = NoticeId.parse(report.outId());
      commands.add(
          new RecordReport(id.recipientTag(), id.toString(), report.success(), report.errCode(), reportedAt));
    }
  }

  private static Instant instant(String text) {
    try {
      return text == null ? null : LocalDateTime.parse(text, PROVIDER_TIME).atZone(PROVIDER_ZONE).toInstant();
    } catch (DateTimeException unreadable) {
      return null;
    }
  }

  private static Map<String, Object> received() {
    var answer = new LinkedHashMap<String, Object>();
    answer.put("code", 0);
    answer.put("msg", "接收成功");
    return answer;
  }
}
