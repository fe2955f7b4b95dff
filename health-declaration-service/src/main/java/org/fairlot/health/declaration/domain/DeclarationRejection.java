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

  /** It is sealed under a key that has just been deleted: nobody could open it. Sealed under a new one it is welcome. */
  record KeyErased(String keyId) implements DeclarationRejection {
    public static final String CODE = "KEY_ERASED";

    @Override
    public String code() {
      return CODE;
    }
  }
}
