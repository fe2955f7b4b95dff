package org.fairlot.registration.casework.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.fairlot.contracts.health.DeclarationId;
import org.fairlot.registration.form.FormReader.FieldError;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What comes with a form and is not of it.
 *
 * @param language of the messages: {@code zh-CN} or {@code en}
 * @param healthReceipt the signed receipt of a health declaration, or {@code null}
 */
public record RegistrationEnvelope(
    String channel, String language, boolean wantIfSoldOut, String healthDeclarationId, String healthReceipt,
    List<FieldError> errors) {

  static final Set<String> MEMBERS =
      new TreeSet<>(List.of("channel", "language", "wantIfSoldOut", "healthDeclarationId", "healthReceipt"));

  private static final Pattern CHANNEL = Pattern.compile("[A-Z][A-Z0-9_]{1,31}");
  private static final int RECEIPT_MAX = 4000;

  /** @param otherwise the language of messages where the body names none */
  public static RegistrationEnvelope read(ObjectNode body, String otherwise) {
    var errors = new ArrayList<FieldError>();
    String channel = text(body, "channel", true, errors);
    if (channel != null && !CHANNEL.matcher(channel).matches()) {
      errors.add(error("channel", "INVALID"));
    }
    String declarationId = text(body, "healthDeclarationId", false, errors);
    if (declarationId != null && !DeclarationId.isValid(declarationId)) {
      errors.add(error("healthDeclarationId", "INVALID"));
    }
    String receipt = text(body, "healthReceipt", false, errors);
    if (receipt != null && receipt.length() > RECEIPT_MAX) {
      errors.add(error("healthReceipt", "TOO_LONG"));
    }
    String given = language(body, errors);
    String language = given == null ? otherwise : given;
    boolean want = wantIfSoldOut(body, false, errors);
    return new RegistrationEnvelope(channel, language, want, declarationId, receipt, errors);
  }

  /** The wanted language, or {@code null} if none is given. */
  static String language(ObjectNode body, List<FieldError> errors) {
    String language = text(body, "language", false, errors);
    if (language != null && !language.equals("zh-CN") && !language.equals("en")) {
      errors.add(error("language", "NOT_AN_OPTION"));
    }
    return language;
  }

  static boolean wantIfSoldOut(ObjectNode body, boolean otherwise, List<FieldError> errors) {
    JsonNode value = body.get("wantIfSoldOut");
    if (value == null || value.isNull()) {
      return otherwise;
    }
    if (!value.isBoolean()) {
      errors.add(error("wantIfSoldOut", "WRONG_TYPE"));
      return otherwise;
    }
    return value.asBoolean();
  }

  private static String text(ObjectNode body, String name, boolean required, List<FieldError> errors) {
    JsonNode value = body.get(name);
    if (value == null || value.isNull()) {
      if (required) {
        errors.add(error(name, "MISSING"));
      }
      return null;
    }
    if (!value.isString()) {
      errors.add(error(name, "WRONG_TYPE"));
      return null;
    }
    return value.asString();
  }

  private static FieldError error(String field, String code) {
    return new FieldError(field, code, Map.of());
  }
}
