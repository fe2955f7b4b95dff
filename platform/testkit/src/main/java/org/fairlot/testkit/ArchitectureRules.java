package org.fairlot.testkit;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;

/** The arrows and the purity of the house (DESIGN §1, §2), as rules that a build can break on. */
public final class ArchitectureRules {

  private static final List<String> SERVICES =
      List.of("registration", "health", "allocation", "delivery", "notification");

  private ArchitectureRules() {}

  /** The kernel knows the JDK and nothing else. */
  public static ArchRule kernelIsAlone() {
    return classes().that().resideInAPackage("org.fairlot.kernel..")
        .should().onlyDependOnClassesThat().resideInAnyPackage("java..", "org.fairlot.kernel..");
  }

  /** Contracts are what the outside may rely on: plain records over the kernel's marker types. */
  public static ArchRule contractsArePlain() {
    return classes().that().resideInAPackage("org.fairlot.contracts..")
        .should().onlyDependOnClassesThat().resideInAnyPackage("java..", "org.fairlot.kernel..", "org.fairlot.contracts..");
  }

  /** Rules of the field use the JDK, the kernel, the contracts and each other. */
  public static ArchRule domainIsPure() {
    return classes().that().resideInAPackage("org.fairlot..domain..")
        .should().onlyDependOnClassesThat()
        .resideInAnyPackage("java..", "org.fairlot.kernel..", "org.fairlot.contracts..", "org.fairlot..domain..")
        .allowEmptyShould(false);
  }

  /** No clock, no chance, and no collection whose order changes from one JVM to the next. */
  public static ArchRule domainIsDeterministic() {
    return noClasses().that().resideInAPackage("org.fairlot..domain..")
        .should().accessTargetWhere(chance())
        .allowEmptyShould(false);
  }

  private static DescribedPredicate<JavaAccess<?>> chance() {
    return describe("gives another answer in another JVM or at another time", access -> {
      String owner = access.getTargetOwner().getName();
      String name = access.getTarget().getName();
      return switch (owner) {
        case "java.time.Instant", "java.time.LocalDate", "java.time.LocalDateTime", "java.time.ZonedDateTime",
            "java.time.OffsetDateTime", "java.time.LocalTime", "java.time.Year" -> name.equals("now");
        case "java.lang.System" -> name.equals("currentTimeMillis") || name.equals("nanoTime") || name.equals("getenv")
            || name.equals("getProperty") || name.equals("identityHashCode");
        case "java.util.UUID" -> name.equals("randomUUID");
        case "java.lang.Math" -> name.equals("random");
        case "java.util.Random", "java.util.concurrent.ThreadLocalRandom", "java.security.SecureRandom", "java.util.HashMap",
            "java.util.HashSet", "java.util.IdentityHashMap" -> true;
        // none or one has an order
        case "java.util.Set" -> name.equals("of") && parameters(access) > 1 || name.equals("copyOf");
        case "java.util.Map" -> name.equals("of") && parameters(access) > 2 || name.equals("copyOf") || name.equals("ofEntries");
        case "java.util.stream.Collectors" -> name.equals("toSet") || name.equals("toUnmodifiableSet")
            || name.equals("toMap") && parameters(access) < 4
            || name.equals("groupingBy") && parameters(access) < 3;
        default -> name.equals("parallelStream");
      };
    });
  }

  private static int parameters(JavaAccess<?> access) {
    return access instanceof JavaCall<?> call ? call.getTarget().getRawParameterTypes().size() : 0;
  }

  /** A service knows another one by its public events only. */
  public static ArchRule servicesAreApart(String service) {
    String[] others = SERVICES.stream().filter(s -> !s.equals(service)).map(s -> "org.fairlot." + s + "..").toArray(String[]::new);
    return noClasses().that().resideInAPackage("org.fairlot." + service + "..")
        .should().dependOnClassesThat().resideInAnyPackage(others)
        .allowEmptyShould(false);
  }

  public static List<String> services() {
    return SERVICES;
  }

  /** The platform serves the services and knows none of them. */
  public static ArchRule platformKnowsNoService() {
    String[] services = SERVICES.stream().map(s -> "org.fairlot." + s + "..").toArray(String[]::new);
    return noClasses().that().resideInAnyPackage("org.fairlot.runtime..", "org.fairlot.kernel..", "org.fairlot.contracts..")
        .should().dependOnClassesThat().resideInAnyPackage(services)
        .allowEmptyShould(false);
  }

  /** Read models and the web never change state but by a command. */
  public static ArchRule viewsDecideNothing() {
    return noClasses().that().resideInAPackage("org.fairlot..view..")
        .should().dependOnClassesThat().haveFullyQualifiedName("org.fairlot.runtime.edge.CommandGateway")
        .allowEmptyShould(false);
  }

  /** Names say what a thing is, not which layer it sits in. */
  public static ArchRule namesOfTheField() {
    return classes().that().resideInAPackage("org.fairlot..")
        .should(new ArchCondition<>("not be named after a layer") {
          @Override
          public void check(JavaClass type, ConditionEvents events) {
            boolean layer = type.getSimpleName().matches(".*(Manager|Helper|Utils?|Impl|Base|DTO|Dto)");
            boolean folder = type.getPackageName().matches(".*\\.(controllers?|services?|repositor(y|ies)|util|utils|impl|dto)(\\..*)?");
            events.add(new SimpleConditionEvent(type, !layer && !folder, type.getFullName()));
          }
        });
  }
}
