package org.fairlot.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;
import org.fairlot.testkit.ArchitectureRules;
import org.fairlot.testkit.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The whole house, seen from the one module that sees all of it. The rules are shown to be able to fail in the testkit. */
class ArchitectureTest {

  private static final JavaClasses HOUSE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.fairlot");

  static Stream<ArchRule> rules() {
    return Stream.of(
        ArchitectureRules.kernelIsAlone(),
        ArchitectureRules.contractsArePlain(),
        ArchitectureRules.domainIsPure(),
        ArchitectureRules.domainIsDeterministic(),
        ArchitectureRules.platformKnowsNoService(),
        ArchitectureRules.viewsDecideNothing(),
        ArchitectureRules.namesOfTheField());
  }

  @ParameterizedTest
  @MethodSource("rules")
  void the_house_keeps(ArchRule rule) {
    rule.check(HOUSE);
  }

  static Stream<String> services() {
    return ArchitectureRules.services().stream();
  }

  @Row("M18")
  @ParameterizedTest
  @MethodSource("services")
  void knows_no_other_service(String service) {
    ArchitectureRules.servicesAreApart(service).check(HOUSE);
  }

  @Test
  void the_whole_house_was_looked_at() {
    for (String service : ArchitectureRules.services()) {
      assertThat(HOUSE)
          .as(service)
          .anyMatch(type -> type.getPackageName().startsWith("org.fairlot." + service + "."));
    }
  }
}
