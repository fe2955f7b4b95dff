package org.fairlot.registration.eligibility.register;

import java.time.Duration;
import org.fairlot.contracts.pack.Stage.Fact;
import org.springframework.boot.context.properties.ConfigurationProperties;

/** The registers, one per fact; each value of {@code calls} stands with its reason in {@code application.yaml}. */
@ConfigurationProperties("fairlot.registers")
public record RegisterProperties(
    Connection householdRegister, Connection socialInsurance, Connection residencePermit, Connection hardship,
    Connection location, Calls calls) {

  /** @param baseUrl where the register answers; unset: it is not connected, and cases that need it wait */
  public record Connection(String baseUrl, String accessKey) {}

  /**
   * @param connectTimeout  after which a register counts as unreachable
   * @param responseTimeout after which its answer is not waited for
   * @param perSecond       questions per second that each of them allows
   * @param askAgainAfter   when a case that waits for a register has it asked again
   * @param answersKept     how long what registers attested of a person is kept after their last answer (保存期限)
   */
  public record Calls(
      Duration connectTimeout, Duration responseTimeout, int perSecond, Duration askAgainAfter, Duration answersKept) {}

  /** {@code null} where the register is not connected. */
  Connection of(Fact fact) {
    var connection =
        switch (fact) {
          case HOUSEHOLD_REGISTER -> householdRegister;
          case SOCIAL_INSURANCE -> socialInsurance;
          case RESIDENCE_PERMIT -> residencePermit;
          case HARDSHIP -> hardship;
          case LOCATION -> location;
        };
    boolean connected = connection != null && connection.baseUrl() != null && !connection.baseUrl().isBlank();
    return connected ? connection : null;
  }
}
