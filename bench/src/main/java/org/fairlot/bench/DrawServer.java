package org.fairlot.bench;

import org.springframework.boot.SpringApplication;

/** allocation-service as it is, with a clock that can be turned from one hour of a draw to the next. */
final class DrawServer {

  private DrawServer() {}

  public static void main(String[] args) throws ClassNotFoundException {
    // by name: the class path of this process holds one service, that of the bench all of them
    var application = Class.forName("org.fairlot.allocation.AllocationApplication");
    new SpringApplication(application, TurnedClock.class).run(args);
  }
}
