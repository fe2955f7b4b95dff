package org.fairlot.registration.form;

import org.fairlot.contracts.person.Address;
import org.fairlot.contracts.person.Identity;
import org.fairlot.contracts.registration.CaseEvent.Choice;

/**
 * What a citizen filled in, understood.
 *
 * @param mobile            E.164
 * @param address           {@code null} where the form does not ask for one
 * @param addressConfidence 0–100, {@code null} without an address
 */
public record FilledForm(Identity identity, String mobile, Address address, Integer addressConfidence, Choice choice) {

  /** The same form at the outlet that was assigned. @param outletId {@code null}: none is, and it stays as it is */
  public FilledForm at(String outletId) {
    return outletId == null
        ? this
        : new FilledForm(identity, mobile, address, addressConfidence, choice.at(outletId));
  }
}
