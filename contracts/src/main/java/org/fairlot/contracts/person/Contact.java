package org.fairlot.contracts.person;

/** The fields sealed for {@link org.fairlot.contracts.Purpose#CONTACT}. @param mobile E.164; @param language zh-CN or en */
public record Contact(String mobile, String language) {}
