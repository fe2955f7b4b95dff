package org.fairlot.allocation;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Supply, pools, first come first served, wants. */
@SpringBootApplication
public class AllocationApplication {

  public static void main(String[] args) {
    SpringApplication.run(AllocationApplication.class, args);
  }
}
