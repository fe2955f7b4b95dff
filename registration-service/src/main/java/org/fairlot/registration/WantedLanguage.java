package org.fairlot.registration;

import java.util.Locale;
import org.springframework.web.reactive.function.server.ServerRequest;

/** The language of an answer by {@code Accept-Language}: {@code zh-CN} or {@code en}. */
public final class WantedLanguage {

  private WantedLanguage() {}

  /** Chinese where nothing else is asked for. */
  public static String of(ServerRequest request) {
    return request.headers().acceptLanguage().stream()
        .map(range -> Locale.forLanguageTag(range.getRange()).getLanguage())
        .filter(language -> language.equals("zh") || language.equals("en"))
        .findFirst()
        .map(language -> language.equals("en") ? "en" : "zh-CN")
        .orElse("zh-CN");
  }
}
