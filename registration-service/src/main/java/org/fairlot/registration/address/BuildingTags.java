package org.fairlot.registration.address;

import org.fairlot.contracts.person.Address;
import org.fairlot.registration.address.domain.Dwelling.Building;
import org.fairlot.runtime.vault.Pseudonyms;

/**
 * Tells buildings (楼栋) apart by a keyed hash, made while the address is at hand. It is of a use of its own, so that it says
 * nothing of the dwellings and persons that other hashes tell apart.
 */
public record BuildingTags(Pseudonyms pseudonyms) {

  /** {@code null} where there is no address, or it leads to no building. */
  public String of(Address address) {
    return address == null
        ? null
        : Building.of(address).map(house -> pseudonyms.of("building", house.key())).orElse(null);
  }
}
