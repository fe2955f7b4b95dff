package org.fairlot.notification.provider;

import java.util.SortedMap;

/**
 * A message as the provider wants it. Its text form leaves out the number and the parameters, so that neither is ever
 * logged.
 *
 * @param outId        our message id, by which the provider can be asked and by which it reports
 * @param phoneNumber  E.164
 * @param templateCode the provider's code
 */
public record Sms(String outId, String phoneNumber, String templateCode, SortedMap<String, String> parameters) {

  @Override
  public String toString() {
    return "Sms[" + outId + ", " + templateCode + "]";
  }
}
