package org.fairlot.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class EventSchemasTest {

  @Test
  void what_is_missing_or_of_another_type_is_named() {
    assertThat(violations("{\"messageId\":\"m\",\"caseId\":\"c\",\"attempt\":1}")).isEmpty();
    assertThat(violations("{\"messageId\":\"m\",\"attempt\":\"1\"}"))
        .hasSize(2)
        .anyMatch(v -> v.contains("caseId"))
        .anyMatch(v -> v.contains("attempt"));
  }

  private static Iterable<String> violations(String data) {
    return EventSchemas.violations("notification.attempt-begun.v1", data.getBytes(StandardCharsets.UTF_8));
  }
}
