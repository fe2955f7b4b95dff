package org.fairlot.contracts.person;

/** Identity documents (证件类型) that a registration may be made with. */
public enum DocumentType {
  /** 居民身份证 (GB 11643); also the temporary card and the household register of children, which bear the same number. */
  RESIDENT_ID,
  /** 港澳台居民居住证. */
  HMT_RESIDENCE,
  /** 外国人永久居留身份证, form of 2017. */
  FPR_2017,
  /** 外国人永久居留身份证, form of 2023. */
  FPR_2023,
  /** 港澳居民来往内地通行证 (回乡证). */
  HM_PERMIT,
  /** 台湾居民来往大陆通行证 (台胞证). */
  TW_PERMIT,
  /** 中国护照. */
  PASSPORT_CN,
  /** 外国护照; needs the issuing country. */
  PASSPORT_FOREIGN,
  /** 军官证, 士兵证. */
  MILITARY
}
