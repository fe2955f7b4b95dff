package org.fairlot.registration.identity.domain;

import java.text.Normalizer;
import java.util.Optional;
import java.util.regex.Pattern;

/** A person's name as on the document (姓名): Chinese, with a middle dot where a minority name has one, or Latin. */
public final class PersonName {

  private static final Pattern FORM = Pattern.compile("[\\p{L}\\p{M}][\\p{L}\\p{M}·.'’ -]{0,48}[\\p{L}\\p{M}.]");

  private static final Pattern DOTS = Pattern.compile("[•・‧∙]");
  private static final Pattern BLANKS = Pattern.compile("\\s+");

  private PersonName() {}

  /** The name in one spelling, or nothing if it cannot be a name. */
  public static Optional<String> read(String given) {
    String name = Normalizer.normalize(given, Normalizer.Form.NFKC).strip();
    name = BLANKS.matcher(DOTS.matcher(name).replaceAll("·")).replaceAll(" ");
    return FORM.matcher(name).matches() ? Optional.of(name) : Optional.empty();
  }
}
