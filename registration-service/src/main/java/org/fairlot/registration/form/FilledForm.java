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
public record FilledForm(Identity identity, String mobile, Address address, Integer addressConfidence, Choice choice) {}
