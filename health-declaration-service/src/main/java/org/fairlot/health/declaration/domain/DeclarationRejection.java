package org.fairlot.health.declaration.domain;

import org.fairlot.kernel.Rejection;

/** Why a request about declarations is refused. */
public sealed interface DeclarationRejection extends Rejection {

  /** No such declaration, or it is older than the latest ones, which alone can be corrected. */
  record UnknownDeclaration(String declarationId) implements DeclarationRejection {
    @Override
    public String code() {
      return "UNKNOWN_DECLARATION";
    }
  }
}
