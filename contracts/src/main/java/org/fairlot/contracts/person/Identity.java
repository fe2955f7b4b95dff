package org.fairlot.contracts.person;

/**
 * The fields sealed for {@link org.fairlot.contracts.Purpose#IDENTITY}.
 *
 * @param number      normalised: half-width, capitals, no blanks
 * @param nationality ISO 3166 alpha-3 for a foreign passport, else {@code null}
 */
public record Identity(String name, DocumentType docType, String number, String nationality) {}
