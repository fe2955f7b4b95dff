package org.fairlot.health.declaration.domain;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;

/**
 * What a person declares about health and travel (健康申报内容; the fields after GB/T 38962). Plain only at the edge and in
 * the hands of who may open it: commands and events carry it sealed.
 *
 * @param returnedAt         the local day of coming (back) to the city, {@code null}: was not away
 * @param fromWhere          from where: division code (GB/T 2260, 6 digits) or country (ISO 3166, 2 letters), or {@code null}
 * @param hubeiTravel        whether in Hubei (湖北旅行史) within the last 14 days
 * @param contactWithCase    whether in contact with a confirmed or suspected case within the last 14 days
 * @param symptoms           each once, in the order of the enum; empty: none
 * @param temperatureCelsius as measured, or {@code null}
 * @param declaredBy         who filled it in
 */
public record Answers(
    LocalDate returnedAt,
    String fromWhere,
    boolean hubeiTravel,
    boolean contactWithCase,
    List<Symptom> symptoms,
    BigDecimal temperatureCelsius,
    QuarantineStatus quarantineStatus,
    String district,
    DeclaredBy declaredBy) {

  public Answers {
    symptoms = symptoms.stream().distinct().sorted().toList();
  }

  /** Symptoms (症状) as the form of early 2020 asked for them. */
  public enum Symptom {
    /** 发热. */
    FEVER,
    /** 咳嗽. */
    COUGH,
    /** 乏力. */
    FATIGUE,
    /** 呼吸困难. */
    DYSPNOEA,
    /** 腹泻. */
    DIARRHOEA,
    /** 咽痛. */
    SORE_THROAT,
    /** 肌肉酸痛. */
    MUSCLE_ACHE,
    /** 嗅觉味觉减退. */
    LOSS_OF_SMELL
  }

  /** 隔离状态. */
  public enum QuarantineStatus {
    NONE,
    /** 居家隔离. */
    HOME,
    /** 集中隔离. */
    DESIGNATED_SITE,
    /** 解除隔离. */
    ENDED;

    boolean isUnderWay() {
      return this == HOME || this == DESIGNATED_SITE;
    }
  }

  /** 申报人. */
  public enum DeclaredBy {
    SELF,
    /** 监护人. */
    GUARDIAN,
    /** 居委会代填. */
    COMMITTEE
  }
}
