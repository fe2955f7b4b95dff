package org.fairlot.allocation.draw.fd1;

/** Run in a JVM that says it is on a processor for which there is no library. */
final class QuicknetElsewhere {

  private QuicknetElsewhere() {}

  public static void main(String[] arguments) {
    System.out.println(
        Quicknet.proof(1000, SampleDraw.ROUND_1000) + " " + Quicknet.proof(1000, SampleDraw.ROUND_657413));
  }
}
