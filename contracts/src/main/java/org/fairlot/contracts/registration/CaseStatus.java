package org.fairlot.contracts.registration;

import org.fairlot.contracts.pack.Stage;

/** Where a case stands, as the citizen sees it (预约状态). Packs attach notices to these. */
public enum CaseStatus {
  /** Accepted; no stage has been asked yet. */
  REGISTERED,
  /** Waits for the health pre-check. */
  HEALTH_PRECHECK,
  /** Waits until registers have attested that the person is eligible (资格核验). */
  ELIGIBILITY,
  /** Waits until the other cases of its dwelling, phone or likeness have been counted (限购核对). */
  CAP_CHECK,
  /** Waits for the committee's decision (居委会审核). */
  UNDER_REVIEW,
  /** The committee refused; the citizen may still appeal (可申诉). */
  REVIEW_REFUSED,
  /** Waits for an outlet to be assigned (待分配网点). */
  OUTLET_ASSIGNMENT,
  /** Waits for the citizen to confirm (待确认). */
  TO_CONFIRM,
  /** Waits for the allotment to answer. */
  ALLOTMENT,
  /** Waits to be drawn (待摇号). */
  IN_DRAW,
  /** Nothing was left; a want is recorded (缺货登记). */
  WAITLISTED,
  /** Units are held for the case; the hand-over is being arranged. */
  GRANTED,
  /** The address cannot be served as it stands; the citizen is asked to correct it. */
  ADDRESS_CORRECTION,
  /** A courier has the order. */
  DISPATCHED,
  OUT_FOR_DELIVERY,
  /** The committee is to bring the goods to the door (待送货上门); until it has, the address may still be corrected. */
  VISIT_DUE,
  READY_FOR_PICKUP,
  /** The citizen took it back while goods were under way. */
  CANCELLING,
  FULFILLED,
  CANCELLED,
  REFUSED,
  FORFEITED;

  /** The status of a case that waits for this stage. */
  public static CaseStatus of(Stage stage) {
    return switch (stage) {
      case Stage.HealthPrecheck s -> HEALTH_PRECHECK;
      case Stage.Eligibility s -> ELIGIBILITY;
      case Stage.Cap s -> CAP_CHECK;
      case Stage.CommitteeReview s -> UNDER_REVIEW;
      case Stage.OutletAssignment s -> OUTLET_ASSIGNMENT;
      case Stage.Confirmation s -> TO_CONFIRM;
      case Stage.FirstCome s -> ALLOTMENT;
      case Stage.CommitteeOrder s -> ALLOTMENT;
      case Stage.Lottery s -> IN_DRAW;
      case Stage.Fulfilment s -> GRANTED;
    };
  }

  /** Whether goods have left for the citizen, so that an edit can no longer reach them. */
  public boolean goodsUnderWay() {
    return this == DISPATCHED || this == OUT_FOR_DELIVERY || this == READY_FOR_PICKUP;
  }

  public boolean isFinal() {
    return this == FULFILLED || this == CANCELLED || this == REFUSED || this == FORFEITED;
  }
}
