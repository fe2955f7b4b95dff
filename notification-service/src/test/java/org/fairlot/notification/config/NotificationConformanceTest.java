package org.fairlot.notification.config;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.fairlot.contracts.notification.QuietHours;
import org.fairlot.kernel.Command;
import org.fairlot.notification.message.domain.MessageCommand.BeginAttempt;
import org.fairlot.notification.message.domain.MessageCommand.MarkDue;
import org.fairlot.notification.message.domain.MessageCommand.QueueMessage;
import org.fairlot.notification.message.domain.MessageCommand.RecordFailure;
import org.fairlot.notification.message.domain.MessageCommand.RecordReport;
import org.fairlot.notification.message.domain.MessageCommand.RecordSent;
import org.fairlot.runtime.ServiceDefinition;
import org.fairlot.testkit.DeciderConformance;
import reactor.core.publisher.Mono;

class NotificationConformanceTest extends DeciderConformance {

  private static final Instant START = Instant.parse("2020-02-02T11:30:00Z");
  private static final QuietHours NIGHT =
      new QuietHours(LocalTime.of(22, 0), LocalTime.of(8, 0), ZoneId.of("Asia/Shanghai"));

  @Override
  protected ServiceDefinition service() {
    var properties =
        new NotificationProperties(
            NIGHT, Duration.ofSeconds(30), Duration.ofHours(1), Duration.ofSeconds(10), Duration.ofMinutes(2));
    return NotificationTopology.define(properties, recorded -> Mono.empty());
  }

  @Override
  protected List<Command> workload() {
    var random = new Random(20200202);
    var commands = new ArrayList<Command>();
    for (int i = 0; i < 120; i++) {
      String tag = "abcdefghijklmnopqrstu" + random.nextInt(3);
      String caseId = "hangzhou-2020." + tag + ".12345678";
      String id = caseId + ":n-" + random.nextInt(4);
      int attempt = 1 + random.nextInt(2);
      commands.add(
          switch (random.nextInt(8)) {
            case 0, 1 ->
                new QueueMessage(
                    tag, id, caseId, "granted", "en", Map.of("b", "2", "a", "1"), "jwe",
                    random.nextBoolean() ? NIGHT : null, START.minusSeconds(random.nextInt(2) * 3_000_000L));
            case 2 -> new MarkDue(tag, id, attempt);
            case 3, 4 -> new BeginAttempt(tag, id, attempt);
            case 5 -> new RecordSent(tag, id, attempt, "sms", "biz");
            case 6 ->
                new RecordFailure(tag, id, attempt, "X", random.nextBoolean(), random.nextBoolean() ? START : null);
            default -> new RecordReport(tag, id, random.nextBoolean(), "DELIVERED", START);
          });
    }
    return commands;
  }
}
