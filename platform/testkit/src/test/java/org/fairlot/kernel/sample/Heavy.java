package org.fairlot.kernel.sample;

import org.slf4j.Logger;

/** A piece of kernel that needs a library. */
final class Heavy {
  Logger log;
}
