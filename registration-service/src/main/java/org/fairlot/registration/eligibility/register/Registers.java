package org.fairlot.registration.eligibility.register;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.fairlot.contracts.pack.Stage.Attested;
import org.fairlot.contracts.pack.Stage.Fact;
import org.fairlot.contracts.person.Identity;
import reactor.core.publisher.Mono;

/** Which register attests which fact; one that is not connected is as one that is down. */
public final class Registers {

  private final Map<Fact, Register> byFact = new EnumMap<>(Fact.class);

  Registers(Map<Fact, Register> byFact) {
    this.byFact.putAll(byFact);
  }

  public static Registers over(RegisterProperties properties, MeterRegistry meters) {
    var connected = new EnumMap<Fact, Register>(Fact.class);
    for (Fact fact : Fact.values()) {
      var connection = properties.of(fact);
      if (connection != null) {
        String name = fact.name().toLowerCase(Locale.ROOT).replace('_', '-');
        connected.put(
            fact, new GuardedRegister(new HttpRegister(connection, properties.calls()), name, properties.calls(), meters));
      }
    }
    return new Registers(connected);
  }

  Mono<Register.Answer> ask(Attested fact, Identity person) {
    var register = byFact.get(fact.fact());
    return register == null
        ? Mono.just(Register.Answer.Unavailable.unsent("NOT_CONNECTED", false))
        : register.ask(person, fact.area());
  }
}
