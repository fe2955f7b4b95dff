package org.fairlot.health.declaration.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.fairlot.contracts.health.DeclarationEvent;
import org.fairlot.contracts.health.DeclarationEvent.DeclarationCorrected;
import org.fairlot.contracts.health.DeclarationEvent.DeclarationMade;
import org.fairlot.contracts.health.DeclarationEvent.DeclarationsErased;
import org.fairlot.contracts.health.DeclarationEvent.HealthVerdict;
import org.fairlot.contracts.health.DeclarationEvent.PrecheckAnswered;
import org.fairlot.contracts.pack.Stage.OnSymptom;
import org.fairlot.health.declaration.domain.DeclarationCommand.AnswerPrecheck;
import org.fairlot.health.declaration.domain.DeclarationCommand.CorrectDeclaration;
import org.fairlot.health.declaration.domain.DeclarationCommand.EraseDeclarations;
import org.fairlot.health.declaration.domain.DeclarationCommand.MakeDeclaration;
import org.fairlot.health.declaration.domain.DeclarationRejection.KeyErased;
import org.fairlot.health.declaration.domain.DeclarationRejection.UnknownDeclaration;
import org.fairlot.health.declaration.domain.Declarations.Declaration;
import org.fairlot.kernel.Decider;
import org.fairlot.kernel.Decision;

/** The rules of a person's health declarations (个人健康信息申报); they never see an answer, only what follows from it. */
public final class DeclarationDecider
    implements Decider<DeclarationCommand, Declarations, DeclarationEvent, DeclarationRejection> {

  @Override
  public Declarations initial() {
    return Declarations.NONE;
  }

  @Override
  public Decision<DeclarationEvent, DeclarationRejection> decide(
      DeclarationCommand command, Declarations state, Instant at) {
    return switch (command) {
      case MakeDeclaration c -> make(c, state, at);
      case CorrectDeclaration c -> correct(c, state);
      case AnswerPrecheck c -> answer(c, state, at);
      case EraseDeclarations c -> erase(c, state, at);
    };
  }

  @Override
  public Declarations evolve(Declarations state, DeclarationEvent event) {
    return switch (event) {
      case DeclarationMade e ->
          state.with(
              new Declaration(e.declarationId(), e.verdict(), e.reasons(), e.declaredAt(), e.validUntil(), e.keptUntil()),
              e.keyId());
      case DeclarationCorrected e ->
          state.corrected(
              new Declaration(e.declarationId(), e.verdict(), e.reasons(), e.declaredAt(), e.validUntil(), e.keptUntil()),
              e.keyId());
      case PrecheckAnswered e -> state.withAnswered(precheck(e.caseId(), e.stageNo()));
      case DeclarationsErased e -> state.erased(e.keyIds());
    };
  }

  private static Decision<DeclarationEvent, DeclarationRejection> make(
      MakeDeclaration c, Declarations state, Instant at) {
    if (state.find(c.declarationId()).isPresent()) {
      return Decision.nothing();
    }
    if (state.wasErased(c.keyId())) {
      return Decision.reject(new KeyErased(c.keyId()));
    }
    Instant validUntil = at.plus(Duration.ofHours(c.validityHours()));
    Instant keptUntil = c.retentionDays() == null ? null : validUntil.plus(Duration.ofDays(c.retentionDays()));
    return Decision.accept(
        new DeclarationMade(
            c.declarationId(), c.personTag(), c.district(), c.verdict(), c.reasons(), c.sealed(), at, validUntil, c.keyId(),
            keptUntil));
  }

  /** A correction says better what was said then; so it keeps its time and does not make it valid, or kept, for longer. */
  private static Decision<DeclarationEvent, DeclarationRejection> correct(CorrectDeclaration c, Declarations state) {
    var corrected = state.find(c.declarationId());
    if (corrected.isEmpty()) {
      return Decision.reject(new UnknownDeclaration(c.declarationId()));
    }
    if (state.wasErased(c.keyId())) {
      return Decision.reject(new KeyErased(c.keyId()));
    }
    var first = corrected.get();
    return Decision.accept(
        new DeclarationCorrected(
            c.declarationId(), c.personTag(), c.district(), c.verdict(), c.reasons(), c.sealed(), first.declaredAt(),
            first.validUntil(), c.keyId(), first.keptUntil()));
  }

  /** The timer of an earlier declaration, or one that comes again, finds nothing to do. */
  private static Decision<DeclarationEvent, DeclarationRejection> erase(
      EraseDeclarations c, Declarations state, Instant at) {
    return state.areKeptNoLongerAt(at)
        ? Decision.accept(new DeclarationsErased(c.personTag(), state.keyIds()))
        : Decision.nothing();
  }

  private static Decision<DeclarationEvent, DeclarationRejection> answer(
      AnswerPrecheck c, Declarations state, Instant at) {
    if (state.answered().contains(precheck(c.caseId(), c.stageNo()))) {
      return Decision.nothing();
    }
    var valid = state.last().filter(declaration -> declaration.countsAt(at, c.validityHours()));
    if (valid.isEmpty()) {
      return Decision.accept(
          new PrecheckAnswered(
              c.caseId(), c.stageNo(), c.personTag(), false, null, List.of("HEALTH_DECLARATION_REQUIRED")));
    }
    var declaration = valid.get();
    boolean denied = declaration.verdict() == HealthVerdict.BLOCK_PICKUP_ONLY && c.onSymptom() == OnSymptom.DENY;
    return Decision.accept(
        new PrecheckAnswered(
            c.caseId(), c.stageNo(), c.personTag(), !denied, consequence(declaration.verdict(), c.onSymptom()),
            declaration.reasons()));
  }

  /** Where the pack wants no consequence for the case, the authority calls, and the counter stays open. */
  private static HealthVerdict consequence(HealthVerdict verdict, OnSymptom onSymptom) {
    return verdict == HealthVerdict.BLOCK_PICKUP_ONLY && onSymptom == OnSymptom.NOTE
        ? HealthVerdict.NEEDS_FOLLOW_UP
        : verdict;
  }

  private static String precheck(String caseId, int stageNo) {
    return caseId + "/" + stageNo;
  }
}
