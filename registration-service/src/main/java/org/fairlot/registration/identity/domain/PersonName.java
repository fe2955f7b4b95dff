package org.fairlot.registration.identity.domain;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A person's name as on the document (姓名): Chinese, with a middle dot where a minority name has one, or Latin. */
public final class PersonName {

  private static final Pattern FORM = Pattern.compile("[\\p{L}\\p{M}][\\p{L}\\p{M}·.'’ -]{0,48}[\\p{L}\\p{M}.]");

  private static final Pattern DOTS = Pattern.compile("[•・‧∙]");
  private static final Pattern BLANKS = Pattern.compile("\\s+");
  private static final Pattern NO_LETTER = Pattern.compile("[^\\p{L}]+");
  private static final Pattern ACCENT = Pattern.compile("\\p{M}+");

  private PersonName() {}

  /** The name in one spelling, or nothing if it cannot be a name. */
  public static Optional<String> read(String given) {
    String name = Normalizer.normalize(given, Normalizer.Form.NFKC).strip();
    name = BLANKS.matcher(DOTS.matcher(name).replaceAll("·")).replaceAll(" ");
    return FORM.matcher(name).matches() ? Optional.of(name) : Optional.empty();
  }

  /**
   * What is alike however a name is written: without marks, accents and case, its parts in one order, since documents
   * differ in which comes first.
   */
  public static String likeness(String name) {
    String plain = ACCENT.matcher(Normalizer.normalize(name, Normalizer.Form.NFKD)).replaceAll("");
    return NO_LETTER.splitAsStream(plain.toUpperCase(Locale.ROOT)).filter(part -> !part.isEmpty()).sorted()
        .collect(Collectors.joining());
  }
}
