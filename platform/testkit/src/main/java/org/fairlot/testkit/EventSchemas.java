package org.fairlot.testkit;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.fairlot.contracts.ContractTypes;

/** The JSON Schemas of the public events, as {@code contracts} publishes them. */
public final class EventSchemas {

  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
  private static final Map<String, Schema> SCHEMAS = new ConcurrentHashMap<>();

  private EventSchemas() {}

  /** What is wrong with the data of an event, each with its place; empty if nothing is. */
  public static List<String> violations(String type, byte[] data) {
    return SCHEMAS.computeIfAbsent(type, EventSchemas::load)
        .validate(new String(data, StandardCharsets.UTF_8), InputFormat.JSON).stream()
        .map(Error::toString)
        .toList();
  }

  private static Schema load(String type) {
    try (var schema = ContractTypes.class.getResourceAsStream("/schemas/" + type + ".json")) {
      return REGISTRY.getSchema(schema);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
