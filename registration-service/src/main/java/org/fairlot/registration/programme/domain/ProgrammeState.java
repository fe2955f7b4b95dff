package org.fairlot.registration.programme.domain;

import org.fairlot.contracts.registration.ProgrammeEvent.ProgrammeDefined;

/** A programme as the decider knows it; outlets follow no rule of its own and are not kept here. */
public sealed interface ProgrammeState {

  record Undefined() implements ProgrammeState {}

  record Defined(ProgrammeDefined programme) implements ProgrammeState {}
}
