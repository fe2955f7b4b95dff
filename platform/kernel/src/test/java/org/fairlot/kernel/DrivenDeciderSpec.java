package org.fairlot.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class DrivenDeciderSpec {

  record Count(int to) implements Command {
    @Override
    public String key() {
      return "counter";
    }
  }

  record Counted(int number) implements Event {}

  record TooHigh(String code) implements Rejection {}

  /** Counts one step for each command; negative numbers are refused. */
  private static final Decider<Count, Integer, Counted, TooHigh> RULES =
      new Decider<>() {
        @Override
        public Integer initial() {
          return 0;
        }

        @Override
        public Decision<Counted, TooHigh> decide(Count command, Integer state, Instant at) {
          return command.to() < 0 ? Decision.reject(new TooHigh("NEGATIVE")) : Decision.accept(new Counted(state + 1));
        }

        @Override
        public Integer evolve(Integer state, Counted event) {
          return event.number();
        }
      };

  @Test
  void what_the_process_requests_is_decided_in_the_same_step() {
    var decision = upTo(3, number -> new Count(number)).decide(new Count(0), 0, Instant.EPOCH);
    assertThat(decision).isEqualTo(Decision.accept(new Counted(1), new Counted(2), new Counted(3)));
  }

  @Test
  void a_refused_command_starts_nothing() {
    var decision = upTo(3, number -> new Count(number)).decide(new Count(-1), 0, Instant.EPOCH);
    assertThat(decision).isEqualTo(Decision.reject(new TooHigh("NEGATIVE")));
  }

  @Test
  void a_refused_request_is_a_bug() {
    var decider = upTo(3, number -> new Count(-1));
    assertThatThrownBy(() -> decider.decide(new Count(0), 0, Instant.EPOCH)).hasMessageContaining("NEGATIVE");
  }

  @Test
  void a_process_without_end_is_a_bug() {
    var decider = upTo(Integer.MAX_VALUE, number -> new Count(number));
    assertThatThrownBy(() -> decider.decide(new Count(0), 0, Instant.EPOCH))
        .hasMessageContaining("does not come to rest");
  }

  private static DrivenDecider<Count, Integer, Counted, TooHigh> upTo(int end,
      java.util.function.IntFunction<Count> request) {
    var process =
        new Process<Integer, Counted>() {
          @Override
          public Integer initial() {
            return RULES.initial();
          }

          @Override
          public Integer evolve(Integer state, Counted event) {
            return RULES.evolve(state, event);
          }

          @Override
          public List<Effect> react(Integer after, Counted event) {
            return after < end ? List.of(Effect.request(request.apply(after))) : List.of();
          }
        };
    return new DrivenDecider<>(RULES, process, Count.class);
  }
}
