package org.fairlot.bench;

import org.springframework.boot.SpringApplication;

/** registration-service as it is, with its way to the log made switchable. */
final class IntakeServer {

  private IntakeServer() {}

  public static void main(String[] args) throws ClassNotFoundException {
    // by name: the class path of this process holds one service, that of the bench all of them
    var application = Class.forName("org.fairlot.registration.RegistrationApplication");
    new SpringApplication(application, IntakeModes.class).run(args);
  }
}
