package org.fairlot.health;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Health declarations, their verdicts, and the authority's view of them. */
@SpringBootApplication
public class HealthApplication {

  public static void main(String[] args) {
    SpringApplication.run(HealthApplication.class, args);
  }
}
