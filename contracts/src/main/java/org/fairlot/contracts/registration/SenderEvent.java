package org.fairlot.contracts.registration;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.fairlot.kernel.Event;
import org.fairlot.kernel.Wire;
import org.jspecify.annotations.Nullable;

/** What came by short message from one number (短信上行). Key: sender tag, a keyed hash of the number. */
public sealed interface SenderEvent extends Event {

  /** In which domain of keyed hashes the tag of a number (E.164) is made. */
  String TAG = "sms-sender";

  String senderTag();

  /** Under what key the reference data of this suite say whether a number wants notices: the latest of its two events. */
  static String noticesKey(String senderTag) {
    return "notices/" + senderTag;
  }

  /** What the sender is told. @param template its code; @param params never personal */
  record Reply(String template, Map<String, String> params) {
    public Reply {
      params = new TreeMap<>(params);
    }
  }

  /**
   * A message was acted upon; each is answered once, however often the gateway brings it.
   *
   * @param exchangeId  the {@link ExchangeId} of the message
   * @param programmeId the programme that it was sent to, {@code null}: to no one's number
   * @param content     the message as it came, JWE for {@link org.fairlot.contracts.Purpose#IDENTITY}
   * @param contact     JWE for {@link org.fairlot.contracts.Purpose#CONTACT}
   * @param reply       {@code null} where the case that it is about tells the citizen by a notice of its own
   * @param caseId      the case that it opened, or {@code null}
   */
  @Wire("registration.uplink-answered.v1")
  record UplinkAnswered(
      String senderTag, String exchangeId, @Nullable String programmeId, String content, String contact,
      String language, @Nullable Reply reply, @Nullable String caseId, Instant answeredAt)
      implements SenderEvent {
    @Override
    public String about() {
      return exchangeId;
    }
  }

  /** The number wants no notices any more (退订); what it asks itself is still answered. */
  @Wire("registration.sender-opted-out.v1")
  record SenderOptedOut(String senderTag) implements SenderEvent {}

  /** The number wants notices again. */
  @Wire("registration.sender-opted-in.v1")
  record SenderOptedIn(String senderTag) implements SenderEvent {}
}
