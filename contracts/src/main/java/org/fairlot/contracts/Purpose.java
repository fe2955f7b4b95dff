package org.fairlot.contracts;

/**
 * What a group of personal fields is sealed for. Each purpose has its own key per person, and a service holds only the
 * key-encryption keys of its purposes, so that it cannot open what it has no purpose for (PIPL art. 6: minimum).
 */
public enum Purpose {
  /** Who the person is: name, document type and number. Opened by registration-service alone. */
  IDENTITY,
  /** Where to reach the person: mobile number and language. Opened by registration- and notification-service. */
  CONTACT,
  /** Who receives a parcel and where: name, mobile, address. Opened by registration- and delivery-service. */
  CONSIGNEE,
  /** A health declaration (sensitive, PIPL art. 28). Opened by health-declaration-service alone. */
  HEALTH
}
