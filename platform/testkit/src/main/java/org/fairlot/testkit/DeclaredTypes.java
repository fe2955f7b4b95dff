package org.fairlot.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.fairlot.contracts.ContractTypes;
import org.fairlot.kernel.Event;
import org.fairlot.kernel.Reaction;
import org.fairlot.kernel.Recorded;
import org.fairlot.runtime.ServiceDefinition;
import org.fairlot.runtime.View;
import org.fairlot.runtime.wire.Json;

/**
 * Holds reactions and views to the types that they declare: an event of another type never reaches them, so a case for it
 * would be dead, and what it was written for would be lost without a sound.
 */
public final class DeclaredTypes {

  private DeclaredTypes() {}

  /** Tries every approved sample of an event that is not declared. */
  public static void hold(ServiceDefinition service) {
    for (Reaction reaction : service.reactions()) {
      hold(reaction.getClass(), reaction.types(), reaction::on);
    }
    for (View view : service.views()) {
      hold(view.getClass(), view.types(), view::on);
    }
  }

  private static void hold(
      Class<?> who, Set<Class<? extends Event>> types, Function<Recorded<?>, List<?>> on) {
    ContractTypes.all().forEach((name, type) -> {
      if (types.stream().noneMatch(one -> one.isAssignableFrom(type))) {
        samples(name).forEach(sample ->
            assertThat(on.apply(recorded(type, sample)))
                .as("%s does not declare %s, but has something for %s", who.getSimpleName(), name, sample)
                .isEmpty());
      }
    });
  }

  private static Recorded<?> recorded(Class<? extends Event> type, String sample) {
    Event event = Json.MAPPER.readValue(resource("/samples/" + sample + ".json"), type);
    return new Recorded<>(event, sample, "sample", 1, Instant.EPOCH, "sample", "cause");
  }

  private static List<String> samples(String type) {
    return new String(resource("/samples/approved.sha256"), StandardCharsets.UTF_8).lines()
        .map(line -> line.substring(line.lastIndexOf(' ') + 1).replaceAll("\\.json$", ""))
        .filter(sample -> sample.equals(type) || sample.startsWith(type + "."))
        .toList();
  }

  private static byte[] resource(String path) {
    try (var in = ContractTypes.class.getResourceAsStream(path)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
