package org.fairlot.registration.review.view;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.fairlot.contracts.CaseId;
import org.fairlot.contracts.pack.Stage.AtDeadline;
import org.fairlot.contracts.registration.ReviewEvent;
import org.fairlot.contracts.registration.ReviewEvent.RefusalStood;
import org.fairlot.contracts.registration.ReviewEvent.ReviewAppealed;
import org.fairlot.contracts.registration.ReviewEvent.ReviewAsked;
import org.fairlot.contracts.registration.ReviewEvent.ReviewDeadlinePassed;
import org.fairlot.contracts.registration.ReviewEvent.ReviewDecided;
import org.fairlot.contracts.registration.ReviewEvent.ReviewDropped;
import org.fairlot.contracts.registration.ReviewEvent.ReviewMoved;
import org.fairlot.contracts.registration.ReviewEvent.ReviewsErased;
import org.fairlot.kernel.Recorded;
import org.fairlot.runtime.Change;
import org.fairlot.runtime.View;

/**
 * The queues of the committees (审核队列): one document per review. Nothing personal is in it; whose case it is stands in the
 * view of registrations.
 *
 * <p>Each queue is in the order of {@code place}: when the case came into it, then its id. A place never changes while the
 * case stands in that queue, so that a reader who goes on behind the last place it saw neither skips nor repeats a case,
 * however many leave the queue meanwhile.
 */
public final class ReviewsView implements View {

  public static final String COLLECTION = "reviews";

  /** Which queue of its committee a review stands in. */
  public enum Status {
    /** To be decided. */
    PENDING,
    /** Refused, and the citizen may still appeal. */
    REFUSED,
    /** To be decided by another worker. */
    APPEALED,
    /** Done. */
    DECIDED
  }

  @Override
  public String name() {
    return COLLECTION;
  }

  @Override
  public List<IndexSpec> indexes() {
    return List.of(IndexSpec.of(COLLECTION, "committee", "status", "place"));
  }

  @Override
  public List<Change> on(Recorded<?> recorded) {
    return recorded.event() instanceof ReviewEvent event ? changes(event, recorded) : List.of();
  }

  private static List<Change> changes(ReviewEvent event, Recorded<?> recorded) {
    return switch (event) {
      case ReviewAsked e -> put(e, e.stageNo(), recorded, asked(e, recorded.at()));
      case ReviewMoved e -> {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("committee", e.committee());
        fields.put("place", place(recorded.at(), e.caseId()));
        yield put(e, e.stageNo(), recorded, fields);
      }
      case ReviewDecided e -> put(e, e.stageNo(), recorded, decided(e, recorded.at()));
      case ReviewAppealed e -> {
        var fields = enters(Status.APPEALED, recorded.at(), e.caseId());
        fields.put("appeal", e.statement());
        fields.put("appealedAt", recorded.at());
        yield put(e, e.stageNo(), recorded, fields);
      }
      case ReviewDeadlinePassed e -> put(e, e.stageNo(), recorded, deadlinePassed(e, recorded.at()));
      case RefusalStood e -> put(e, e.stageNo(), recorded, enters(Status.DECIDED, recorded.at(), e.caseId()));
      case ReviewDropped e -> List.of(new Change.Remove(COLLECTION, id(e, e.stageNo())));
      case ReviewsErased e ->
          IntStream.rangeClosed(1, e.lastStageNo()).mapToObj(n -> (Change) new Change.Remove(COLLECTION, id(e, n))).toList();
    };
  }

  private static Map<String, Object> asked(ReviewAsked e, Instant at) {
    var fields = enters(Status.PENDING, at, e.caseId());
    fields.put("caseId", e.caseId());
    fields.put("programmeId", CaseId.parse(e.caseId()).programmeId());
    fields.put("stageNo", e.stageNo());
    fields.put("committee", e.committee());
    fields.put("why", e.why());
    fields.put("askedAt", at);
    fields.put("dueAt", e.dueAt());
    return fields;
  }

  private static Map<String, Object> decided(ReviewDecided e, Instant at) {
    var fields = enters(e.appealUntil() == null ? Status.DECIDED : Status.REFUSED, at, e.caseId());
    fields.put("approved", e.approved());
    fields.put("reason", e.reason());
    fields.put("decidedBy", e.decidedBy());
    fields.put("decidedAt", at);
    fields.put("note", e.note());
    fields.put("onAppeal", e.onAppeal());
    fields.put("appealUntil", e.appealUntil());
    return fields;
  }

  /** Who waits on keeps the place; nobody has decided about the others. */
  private static Map<String, Object> deadlinePassed(ReviewDeadlinePassed e, Instant at) {
    if (e.atDeadline() == AtDeadline.DEFER) {
      return new LinkedHashMap<>(Map.of("deferred", true));
    }
    var fields = enters(Status.DECIDED, at, e.caseId());
    fields.put("approved", e.atDeadline() == AtDeadline.INCLUDE);
    fields.put("decidedAt", at);
    return fields;
  }

  private static Map<String, Object> enters(Status queue, Instant at, String caseId) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("status", queue);
    fields.put("place", place(at, caseId));
    return fields;
  }

  /** In the order of time, and never that of another case. */
  private static String place(Instant at, String caseId) {
    return "%013d-%s".formatted(at.toEpochMilli(), caseId);
  }

  private static List<Change> put(ReviewEvent e, int stageNo, Recorded<?> recorded, Map<String, Object> fields) {
    return List.of(Change.put(COLLECTION, id(e, stageNo), recorded, fields));
  }

  private static String id(ReviewEvent e, int stageNo) {
    return e.caseId() + "/" + stageNo;
  }
}
