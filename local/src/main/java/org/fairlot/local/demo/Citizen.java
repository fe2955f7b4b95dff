package org.fairlot.local.demo;

/**
 * A made-up citizen with data that passes every check, and an address in a street that exists.
 *
 * @param idNumber 18 characters with a right check character (GB 11643)
 * @param mobile   mainland number without country code
 * @param district county code (GB/T 2260) where the citizen lives
 * @param address  as the citizen writes it into the form
 * @param written  how well
 * @param fullAddress the same place, written well
 */
record Citizen(
    String name, String idNumber, String mobile, String district, String address, Written written, String fullAddress) {

  /** How people fill a free-text field: the weak spot of Hangzhou's form in 2020. */
  enum Written {
    /** Every part, in order. */
    WELL,
    /** Everything is there, with full-width digits, blanks and the province before it. */
    CLUMSILY,
    /** A road and no number: taken, and asked about before a parcel leaves. */
    VAGUELY,
    /** Nothing that a courier could find. */
    HOPELESSLY
  }

  /** A person's data must not end up in a log by way of an exception. */
  @Override
  public String toString() {
    return "Citizen[" + district + ", written " + written + "]";
  }
}
