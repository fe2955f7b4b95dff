package org.fairlot.contracts.pack;

import java.util.List;
import org.fairlot.contracts.person.DocumentType;

/**
 * What a pack asks of a citizen (预约表单).
 *
 * @param flow          the order in which an app leads through it
 * @param fields        the fields, in order; no other is accepted
 * @param documents     accepted documents; where there is one, its type is not asked
 * @param addressAcceptFrom an address understood with less confidence (0–100) is refused at the form
 * @param serves        division codes (districts of 6, streets of 9 digits) in one of which the person must live; empty: the
 *     whole city
 */
public record Form(
    Flow flow, List<Field> fields, List<DocumentType> documents, int addressAcceptFrom, List<String> serves) {

  public Form {
    fields = List.copyOf(fields);
    documents = List.copyOf(documents);
    serves = List.copyOf(serves);
  }

  /** For the whole city. */
  public Form(Flow flow, List<Field> fields, List<DocumentType> documents, int addressAcceptFrom) {
    this(flow, fields, documents, addressAcceptFrom, List.of());
  }

  public enum Flow {
    /** Personal data and district only (杭州). */
    AREA_ONLY,
    /** The outlet first, then personal data. */
    OUTLET_FIRST,
    /** Outlet, goods and arrival slot (穗康). */
    OUTLET_SKU_SLOT,
    /** Name and mobile come from the app's profile, the outlet from the area or committee (自动匹配). */
    PROFILE_AUTOMATCH
  }

  /** A field and its name on the wire. */
  public enum Field {
    NAME("name"),
    DOC_TYPE("docType"),
    ID_NUMBER("idNumber"),
    NATIONALITY("nationality"),
    MOBILE("mobile"),
    DISTRICT("district"),
    /** Neighbourhood or village committee, as a code or a name (居委会). */
    COMMITTEE("committee"),
    ADDRESS("address"),
    OUTLET("outletId"),
    /** Further outlets that would do, the most wanted first (备选网点). */
    ALTERNATIVES("alternatives"),
    SKU("sku"),
    SLOT("slot"),
    MODE("mode");

    private final String wireName;

    Field(String wireName) {
      this.wireName = wireName;
    }

    public String wireName() {
      return wireName;
    }
  }

  public boolean asks(Field field) {
    return fields.contains(field);
  }
}
