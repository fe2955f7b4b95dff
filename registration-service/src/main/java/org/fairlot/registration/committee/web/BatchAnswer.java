package org.fairlot.registration.committee.web;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.fairlot.runtime.decider.Outcome;
import org.fairlot.runtime.edge.Edge;
import org.fairlot.runtime.edge.Problem;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What became of each item of a batch, in its order; one that is refused does not hold up the others.
 *
 * @param recorded how many were recorded, or were so already; {@code refused}: how many were not
 */
public record BatchAnswer(int recorded, int refused, List<Item> results) {

  /** So many commands of one batch are under way at once; the log takes them in one go. */
  private static final int AT_ONCE = 64;

  public enum Result {
    RECORDED,
    /** It was so already. */
    UNCHANGED,
    REFUSED,
    /** In the log, and not decided in time: ask again with the same key. */
    PENDING,
    /** Not in the log: ask again with the same key. */
    NOT_TAKEN
  }

  /** @param id as the caller named it; @param code why it was refused, with the refusal's data */
  public record Item(String id, Result result, String code, Map<String, Object> data) {}

  /** @param id what an item is called in the answer; @param submit puts it on the log */
  public static <T> Mono<ServerResponse> of(List<T> items, Function<T, String> id, Function<T, Mono<Outcome>> submit) {
    return Flux.fromIterable(items)
        .flatMapSequential(
            item -> submit.apply(item)
                .map(outcome -> item(id.apply(item), outcome))
                .onErrorResume(Problem.class, e -> Mono.just(new Item(id.apply(item), Result.NOT_TAKEN, e.code(), e.data()))),
            AT_ONCE)
        .collectList()
        .flatMap(results -> Edge.json(ServerResponse.ok(), of(results)));
  }

  private static BatchAnswer of(List<Item> results) {
    return new BatchAnswer(
        count(results, Result.RECORDED) + count(results, Result.UNCHANGED), count(results, Result.REFUSED), results);
  }

  private static int count(List<Item> results, Result result) {
    return (int) results.stream().filter(item -> item.result() == result).count();
  }

  private static Item item(String id, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Accepted accepted ->
          new Item(id, accepted.events().isEmpty() ? Result.UNCHANGED : Result.RECORDED, null, null);
      case Outcome.Rejected rejected -> new Item(id, Result.REFUSED, rejected.code(), rejected.data());
      case Outcome.Pending pending -> new Item(id, Result.PENDING, null, null);
    };
  }
}
