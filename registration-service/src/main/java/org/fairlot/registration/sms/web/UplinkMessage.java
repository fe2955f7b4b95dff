package org.fairlot.registration.sms.web;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * One message from a citizen (上行短信) as the gateway pushes it; what else it sends is passed over.
 *
 * @param phoneNumber who sent it
 * @param destCode    the number that it was sent to
 * @param sequenceId  the gateway's id of it: the same, however often it is pushed
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record UplinkMessage(
    @JsonProperty("phone_number") String phoneNumber,
    String content,
    @JsonProperty("dest_code") String destCode,
    @JsonProperty("sequence_id") String sequenceId) {}
