package org.fairlot.allocation.sample.view;

import org.fairlot.runtime.edge.CommandGateway;

/** A view that decides, for the test that shows that this is found. */
final class DecidingView {
  CommandGateway gateway;
}
