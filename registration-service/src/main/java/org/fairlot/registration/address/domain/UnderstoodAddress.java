package org.fairlot.registration.address.domain;

import org.fairlot.contracts.person.Address;

/**
 * An address and how surely a courier will find it.
 *
 * @param address    the parts that were understood
 * @param confidence 0–100; 100: every part down to the room
 * @param otherDistrict the county that the text names, where it is not the one that was chosen; else {@code null}
 */
public record UnderstoodAddress(Address address, int confidence, String otherDistrict) {}
