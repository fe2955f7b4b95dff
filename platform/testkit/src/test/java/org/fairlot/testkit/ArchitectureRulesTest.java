package org.fairlot.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A rule that cannot fail guards nothing: each is shown to fail on a bad sample, for the right class. */
class ArchitectureRulesTest {

  private static final JavaClasses SAMPLES =
      new ClassFileImporter()
          .importPackages(
              "org.fairlot.allocation.sample", "org.fairlot.delivery.sample", "org.fairlot.runtime.sample",
              "org.fairlot.kernel.sample", "org.fairlot.contracts.sample");

  static Stream<Arguments> rules() {
    return Stream.of(
        Arguments.of(ArchitectureRules.kernelIsAlone(), "kernel.sample.Heavy"),
        Arguments.of(ArchitectureRules.contractsArePlain(), "contracts.sample.Annotated"),
        Arguments.of(ArchitectureRules.domainIsPure(), "ApplicationContext"),
        Arguments.of(ArchitectureRules.domainIsDeterministic(), "java.time.Instant.now()"),
        Arguments.of(ArchitectureRules.domainIsDeterministic(), "java.util.Set.of("),
        Arguments.of(ArchitectureRules.servicesAreApart("allocation"), "NosyManager"),
        Arguments.of(ArchitectureRules.platformKnowsNoService(), "runtime.sample.Partial"),
        Arguments.of(ArchitectureRules.viewsDecideNothing(), "DecidingView"),
        Arguments.of(ArchitectureRules.namesOfTheField(), "NosyManager"));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void each_rule_fails_on_its_bad_sample(ArchRule rule, String named) {
    var result = rule.evaluate(SAMPLES);
    assertThat(result.hasViolation()).isTrue();
    assertThat(result.getFailureReport().toString()).contains(named);
  }
}
