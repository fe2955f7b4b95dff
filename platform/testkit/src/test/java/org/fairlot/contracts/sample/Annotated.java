package org.fairlot.contracts.sample;

import org.slf4j.Logger;

/** A contract that needs a library. */
final class Annotated {
  Logger log;
}
