package org.fairlot.notification.message.web;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * One delivery report (状态报告) as the provider pushes it; what else it sends is passed over.
 *
 * @param outId      our message id; missing for messages that were not sent by us
 * @param bizId      the provider's receipt id
 * @param success    whether it reached the phone
 * @param errCode    {@code DELIVERED}, or why it did not
 * @param reportTime {@code yyyy-MM-dd HH:mm:ss} in Chinese time
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record SmsReport(
    @JsonProperty("out_id") String outId,
    @JsonProperty("biz_id") String bizId,
    Boolean success,
    @JsonProperty("err_code") String errCode,
    @JsonProperty("report_time") String reportTime) {}
