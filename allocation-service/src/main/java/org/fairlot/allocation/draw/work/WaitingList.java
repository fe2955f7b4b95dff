package org.fairlot.allocation.draw.work;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.fairlot.allocation.draw.domain.DrawCommand;
import org.fairlot.allocation.draw.domain.DrawCommand.DrawSubstitute;
import org.fairlot.allocation.draw.domain.DrawCommand.GiveUpSubstitution;
import org.fairlot.allocation.draw.fd1.Allotment;
import org.fairlot.allocation.draw.fd1.Hash;
import org.fairlot.allocation.draw.fd1.Substitutes;
import org.fairlot.allocation.draw.fd1.Substitution;
import org.fairlot.allocation.draw.fd1.Substitution.Reason;
import org.fairlot.contracts.allocation.DrawEvent.Skipped;
import org.fairlot.contracts.allocation.DrawEvent.SubstituteDrawn;
import org.fairlot.contracts.allocation.DrawEvent.SubstituteWanted;
import org.fairlot.contracts.allocation.DrawEvent.SubstitutesExhausted;
import org.fairlot.contracts.allocation.UrnEvent.Win;
import org.jspecify.annotations.Nullable;

/**
 * Who is next in a draw (候补名单): its order, with every want so far. The same wants in the same order give the same
 * substitutes, so it can be made again from the log at any time; a want that comes again changes nothing.
 */
final class WaitingList {

  private final String drawId;
  private final FrozenList list;
  private final Substitutes substitutes;
  private final int unitsPerWin;
  /** Cases whose unit was passed on already, or whose turn it is. */
  private final Set<String> wanted = new HashSet<>();
  /** Answers that have to be recorded, in the order of their wants. */
  private final Deque<DrawCommand> due = new ArrayDeque<>();

  private WaitingList(String drawId, FrozenList list, Allotment result, int unitsPerWin) {
    this.drawId = drawId;
    this.list = list;
    this.substitutes = new Substitutes(result);
    this.unitsPerWin = unitsPerWin;
  }

  /** As the log has it: what was wanted and is not answered there is due. */
  static WaitingList of(String drawId, FrozenList list, Allotment result, DrawPapers papers) {
    var waiting = new WaitingList(drawId, list, result, papers.unitsPerWin());
    waiting.past(papers);
    papers.wanted.forEach(waiting::want);
    return waiting;
  }

  /** All substitutions so far, as the bundle shows them. */
  static List<Substitution> past(String drawId, FrozenList list, Allotment result, DrawPapers papers) {
    return new WaitingList(drawId, list, result, papers.unitsPerWin()).past(papers);
  }

  private List<Substitution> past(DrawPapers papers) {
    return papers.substitutions.stream()
        .map(event -> switch (event) {
          case SubstituteDrawn e -> forfeit(e.caseId(), e.reason());
          case SubstitutesExhausted e -> forfeit(e.caseId(), papers.reasonOf(e.caseId()));
          default -> throw new IllegalStateException("no substitution: " + event);
        })
        .toList();
  }

  /** From now on its substitute waits no longer. */
  void want(SubstituteWanted want) {
    if (!wanted.contains(want.caseId())) {
      due.add(answer(want, forfeit(want.caseId(), want.reason())));
    }
  }

  /** The answer to the first want that has none, {@code null} if all have. */
  @Nullable DrawCommand due() {
    return due.peek();
  }

  /** What was {@link #due} is recorded. */
  void recorded() {
    due.remove();
  }

  private DrawCommand answer(SubstituteWanted want, Substitution substitution) {
    if (substitution.substitute() == null) {
      return new GiveUpSubstitution(drawId, want.poolId(), want.caseId());
    }
    int index = list.list().indexOf(substitution.substitute());
    var win =
        new Win(list.caseAt(index), list.stageAt(index), substitution.pool(), unitsPerWin, substitution.rank());
    var skipped =
        substitution.skipped().stream().map(s -> new Skipped(s.leaf().toString(), s.reason().name())).toList();
    return new DrawSubstitute(
        drawId, want.poolId(), want.caseId(), substitution.forfeited().toString(), substitution.substitute().toString(),
        win, skipped);
  }

  private Substitution forfeit(String caseId, String reason) {
    wanted.add(caseId);
    Hash leaf = list.list().leaf(list.indexOf(caseId));
    return substitutes.forfeit(leaf, reasonOf(reason), other -> false);
  }

  /** How a case ended, in the words of the published list. */
  private static Reason reasonOf(String outcome) {
    return switch (outcome) {
      case "FORFEITED" -> Reason.PICKUP_WINDOW;
      case "REFUSED" -> Reason.INELIGIBLE;
      default -> Reason.CANCELLED;
    };
  }
}
