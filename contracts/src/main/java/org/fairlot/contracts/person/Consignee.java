package org.fairlot.contracts.person;

/** The fields sealed for {@link org.fairlot.contracts.Purpose#CONSIGNEE} (收货人). @param mobile E.164 */
public record Consignee(String name, String mobile, Address address) {}
