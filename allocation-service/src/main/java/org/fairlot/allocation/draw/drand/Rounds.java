package org.fairlot.allocation.draw.drand;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import org.fairlot.allocation.draw.fd1.Beacon.DrandQuicknet;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The sources of rounds, several of the same: each may be down, or lie. */
public final class Rounds {

  private final List<RoundSource> sources;

  private Rounds(List<RoundSource> sources) {
    this.sources = sources;
  }

  public static Rounds over(DrandProperties properties, MeterRegistry meters) {
    var sources = new ArrayList<RoundSource>();
    for (String baseUrl : properties.baseUrls()) {
      sources.add(new RoundSource(baseUrl, "drand-" + (sources.size() + 1), properties.calls(), meters));
    }
    return new Rounds(List.copyOf(sources));
  }

  /** Whether there is any source; a city may not reach the network. */
  public boolean areFetched() {
    return !sources.isEmpty();
  }

  /** As the first source has it that has it genuine; an error if none has. */
  public Mono<DrandQuicknet> fetch(long round) {
    return Flux.fromIterable(sources)
        .concatMap(source -> source.ask(round))
        .ofType(RoundSource.Answer.Tells.class)
        .next()
        .map(RoundSource.Answer.Tells::round)
        .switchIfEmpty(Mono.error(() -> new IllegalStateException("no source has round " + round)));
  }
}
