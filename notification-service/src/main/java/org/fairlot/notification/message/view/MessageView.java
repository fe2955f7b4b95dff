package org.fairlot.notification.message.view;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fairlot.contracts.notification.MessageEvent;
import org.fairlot.contracts.notification.MessageEvent.AttemptBegun;
import org.fairlot.contracts.notification.MessageEvent.AttemptFailed;
import org.fairlot.contracts.notification.MessageEvent.MessageDue;
import org.fairlot.contracts.notification.MessageEvent.MessagePostponed;
import org.fairlot.contracts.notification.MessageEvent.MessageQueued;
import org.fairlot.contracts.notification.MessageEvent.MessageReported;
import org.fairlot.contracts.notification.MessageEvent.MessageSent;
import org.fairlot.kernel.Recorded;
import org.fairlot.runtime.Change;
import org.fairlot.runtime.View;

/**
 * What became of each message, for operators and support. A message id begins with its case id, so the messages of a
 * case are a range of {@code _id} and need no index of their own.
 */
public final class MessageView implements View {

  public static final String MESSAGES = "messages";

  /** How far the sending is; whether it arrived is told by the report, which may come first. */
  public enum Sending { WAITING, DUE, UNDER_WAY, SENT, GIVEN_UP }

  @Override
  public String name() {
    return MESSAGES;
  }

  @Override
  public List<IndexSpec> indexes() {
    // everything about one person, when the person asks for it
    return List.of(IndexSpec.of(MESSAGES, "recipientTag"));
  }

  @Override
  public List<Change> on(Recorded<?> recorded) {
    return recorded.event() instanceof MessageEvent event
        ? List.of(Change.put(MESSAGES, event.messageId(), recorded, fields(event, recorded.at())))
        : List.of();
  }

  private static Map<String, Object> fields(MessageEvent event, Instant at) {
    var fields = new LinkedHashMap<String, Object>();
    switch (event) {
      case MessageQueued e -> {
        fields.put("caseId", e.caseId());
        fields.put("recipientTag", e.recipientTag());
        fields.put("template", e.template());
        fields.put("language", e.language());
        fields.put("urgent", e.quietHours() == null);
        fields.put("queuedAt", at);
        waiting(fields, e.sendAt());
      }
      case MessagePostponed e -> waiting(fields, e.sendAt());
      case MessageDue e -> {
        fields.put("sending", Sending.DUE.name());
        fields.put("attempt", e.attempt());
        fields.put("nextAt", null);
      }
      case AttemptBegun _ -> fields.put("sending", Sending.UNDER_WAY.name());
      case AttemptFailed e -> {
        fields.put("reason", e.reason());
        if (e.retryAt() == null) {
          fields.put("sending", Sending.GIVEN_UP.name());
        } else {
          waiting(fields, e.retryAt());
        }
      }
      case MessageSent e -> {
        fields.put("sending", Sending.SENT.name());
        fields.put("provider", e.provider());
        fields.put("bizId", e.bizId());
        fields.put("sentAt", at);
        fields.put("reason", null);
        fields.put("nextAt", null);
      }
      case MessageReported e -> {
        fields.put("delivered", e.delivered());
        fields.put("reportCode", e.code());
        fields.put("reportedAt", e.reportedAt());
        fields.put("nextAt", null);
      }
    }
    return fields;
  }

  private static void waiting(Map<String, Object> fields, Instant until) {
    fields.put("sending", Sending.WAITING.name());
    fields.put("nextAt", until);
  }
}
