package org.fairlot.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Consumer;
import org.fairlot.kernel.Effect;
import org.fairlot.kernel.Process;

/** The language of {@link DeciderSpec} for processes: {@code process(p).given(inputs).when(input).then(effects)}. */
public final class ProcessSpec<S, I> {

  private final Process<S, I> process;
  private S state;
  private List<Effect> effects = List.of();

  private ProcessSpec(Process<S, I> process) {
    this.process = process;
    this.state = process.initial();
  }

  public static <S, I> ProcessSpec<S, I> process(Process<S, I> process) {
    return new ProcessSpec<>(process);
  }

  @SafeVarargs
  public final ProcessSpec<S, I> given(I... inputs) {
    for (I input : inputs) {
      state = process.evolve(state, input);
    }
    return this;
  }

  public ProcessSpec<S, I> when(I input) {
    state = process.evolve(state, input);
    effects = process.react(state, input);
    return this;
  }

  public ProcessSpec<S, I> then(Effect... expected) {
    assertThat(effects).containsExactly(expected);
    return this;
  }

  public ProcessSpec<S, I> thenEffects(Consumer<List<Effect>> assertions) {
    assertions.accept(effects);
    return this;
  }

  public ProcessSpec<S, I> thenNothing() {
    assertThat(effects).isEmpty();
    return this;
  }
}
