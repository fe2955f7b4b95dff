package org.fairlot.registration.sms.domain;

import java.util.List;

/** What a citizen's short message says (上行短信), as far as its text tells. */
public sealed interface Uplink {

  /**
   * The five fields of a registration (居委代码、居委名称、姓名、证件名称、证件号码).
   *
   * @param committeeCode as written, half-width, capitals, without blanks
   * @param document      what kind of document is named
   * @param number        as written, half-width
   */
  record Registration(String committeeCode, String committeeName, String name, Document document, String number)
      implements Uplink {}

  /** How does it stand? (查询) @param number of the case, or {@code null} */
  record Status(String number) implements Uplink {}

  /** The goods are still wanted (确认). @param number of the case, or {@code null} */
  record Confirmation(String number) implements Uplink {}

  /** Take it back (取消). @param number of the case, or {@code null} */
  record Cancellation(String number) implements Uplink {}

  /** What can be done here? (帮助) */
  record Help() implements Uplink {}

  /** No notices any more (退订). */
  record OptOut() implements Uplink {}

  /** Notices again (订阅). */
  record OptIn() implements Uplink {}

  /** It is none of these. @param missing the fields that are not there, where the flaw is that */
  record Unreadable(Flaw flaw, List<Field> missing) implements Uplink {
    public Unreadable {
      missing = List.copyOf(missing);
    }
  }

  enum Flaw {
    /** Nothing of a registration is to be recognised. */
    NO_REGISTRATION,
    FIELDS_MISSING,
    /** All is there, in another order. */
    FIELDS_SWAPPED,
    /** More than five, so that it cannot be known which is which. */
    FIELDS_TOO_MANY,
    /** What stands where the document should is none that we know. */
    DOCUMENT_UNKNOWN
  }

  /** A field, and what citizens call it. */
  enum Field {
    COMMITTEE_CODE("居委代码"),
    COMMITTEE_NAME("居委名称"),
    NAME("姓名"),
    DOCUMENT("证件名称"),
    NUMBER("证件号码");

    private final String title;

    Field(String title) {
      this.title = title;
    }

    public String title() {
      return title;
    }
  }
}
