package org.fairlot.runtime.edge;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All that is wrong with a form, collected so that the caller hears of it at once. */
public final class FieldErrors {

  /** The code of the answer that lists field errors. */
  public static final String CODE = "INVALID_FIELDS";

  private final List<Map<String, Object>> errors = new ArrayList<>();

  /** @param field JSON path of the field; @param code stable, its text stands under {@code field.<CODE>} */
  public FieldErrors add(String field, String code) {
    return add(field, code, Map.of());
  }

  /** @param data what helps to mend it, shown with the error */
  public FieldErrors add(String field, String code, Map<String, ?> data) {
    var error = new LinkedHashMap<String, Object>();
    error.put("field", field);
    error.put("code", code);
    error.putAll(new java.util.TreeMap<>(data));
    errors.add(error);
    return this;
  }

  public boolean isEmpty() {
    return errors.isEmpty();
  }

  public boolean has(String field) {
    return errors.stream().anyMatch(e -> e.get("field").equals(field));
  }

  /** @throws Problem 422 with every error, if there is any */
  public void throwIfAny() {
    if (!errors.isEmpty()) {
      throw new Problem(422, CODE, Map.of("errors", List.copyOf(errors)));
    }
  }
}
