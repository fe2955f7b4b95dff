package org.fairlot.testkit;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** What a client of the broker has promised, once it is there. */
public final class Promised {

  private Promised() {}

  public static <T> T get(Future<T> promised) {
    try {
      return promised.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
