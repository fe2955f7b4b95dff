package org.fairlot.testkit;

/** The second JVM of {@link DeciderConformance#another_jvm_decides_alike}. */
final class ConformanceMain {

  private ConformanceMain() {}

  public static void main(String[] args) throws ReflectiveOperationException {
    var constructor = Class.forName(args[0]).getDeclaredConstructor();
    constructor.setAccessible(true);
    System.out.println("digest " + ((DeciderConformance) constructor.newInstance()).digest());
  }
}
