package org.fairlot.registration.address.domain;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Neighbourhood and village committees (居委会、村委会) by their statistical codes of twelve digits (统计用区划代码), and by name as people
 * write it. A name alone is never enough where two committees bear it.
 */
public final class Committees {

  /** @param code 12 digits; @param name as published */
  public record Committee(String code, String name) {

    /** The street or town (9 digits) that it belongs to. */
    public String street() {
      return code.substring(0, 9);
    }

    /** The district or county (6 digits). */
    public String county() {
      return code.substring(0, 6);
    }

    /** Whether people mean this one by {@code name}; what kind of committee they call it does not matter. */
    public boolean isCalled(String name) {
      return folded(this.name).equals(folded(name));
    }
  }

  /** What a code or a name may mean. */
  public sealed interface Found {
    record One(Committee committee) implements Found {}

    /** @param candidates in code order, at least two */
    record Several(List<Committee> candidates) implements Found {}

    record None() implements Found {}
  }

  private static final Pattern CODE = Pattern.compile("\\d{12}");
  private static final Pattern KIND = Pattern.compile("(社区)?(居民委员会|村民委员会|居委会|村委会)$|社区$");
  private static final Pattern BLANKS = Pattern.compile("\\s+");

  private final NavigableMap<String, Committee> byCode = new TreeMap<>();
  private final Map<String, List<String>> codesByName = new TreeMap<>();
  private final Divisions divisions;

  public Committees(List<Committee> committees, Divisions divisions) {
    this.divisions = divisions;
    committees.stream().sorted(Comparator.comparing(Committee::code)).forEach(
        committee -> {
          byCode.put(committee.code(), committee);
          codesByName.computeIfAbsent(folded(committee.name()), name -> new ArrayList<>(1)).add(committee.code());
        });
  }

  public Optional<Committee> find(String code) {
    return Optional.ofNullable(byCode.get(code));
  }

  /** In code order. */
  public List<Committee> all() {
    return List.copyOf(byCode.values());
  }

  /**
   * Looks a committee up as somebody wrote it.
   *
   * @param text its code or its name, the name of its street before it if need be
   * @param area code of the city, district or street in which it lies
   */
  public Found look(String text, String area) {
    String within = Divisions.prefix(area);
    String written = bare(text);
    if (CODE.matcher(written).matches()) {
      return found(find(written).filter(committee -> committee.code().startsWith(within)).stream().toList());
    }
    var named = named(written, within);
    return found(named.isEmpty() ? namedAfterStreet(written, within) : named);
  }

  /** The same, where a city has short codes of its own. @param shortCodes the code for a short code, which is in capitals */
  public Found look(String text, String area, Function<String, Optional<String>> shortCodes) {
    String written = Normalizer.normalize(text, Normalizer.Form.NFKC).strip();
    return look(shortCodes.apply(written.toUpperCase(Locale.ROOT)).orElse(written), area);
  }

  private List<Committee> named(String name, String within) {
    return codesByName.getOrDefault(folded(name), List.of()).stream()
        .filter(code -> code.startsWith(within))
        .map(byCode::get)
        .toList();
  }

  /** 南京东路街道云南中路居委会. */
  private List<Committee> namedAfterStreet(String text, String within) {
    return divisions.streetsWithin(within).stream()
        .filter(street -> text.startsWith(street.name()))
        .flatMap(street -> named(text.substring(street.name().length()), street.code()).stream())
        .toList();
  }

  private static Found found(List<Committee> committees) {
    return switch (committees.size()) {
      case 0 -> new Found.None();
      case 1 -> new Found.One(committees.getFirst());
      default -> new Found.Several(committees);
    };
  }

  /** A name without what kind of committee it is; a name that is nothing else stays. */
  private static String folded(String name) {
    String bare = bare(name);
    String folded = KIND.matcher(bare).replaceFirst("");
    return folded.isEmpty() ? bare : folded;
  }

  private static String bare(String text) {
    return BLANKS.matcher(Normalizer.normalize(text, Normalizer.Form.NFKC)).replaceAll("");
  }
}
