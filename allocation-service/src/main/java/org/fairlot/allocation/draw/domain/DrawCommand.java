package org.fairlot.allocation.draw.domain;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.fairlot.contracts.allocation.DrawEvent.HealthTest;
import org.fairlot.contracts.allocation.DrawEvent.Skipped;
import org.fairlot.contracts.allocation.UrnEvent.Win;
import org.fairlot.contracts.draw.DrawTimes;
import org.fairlot.contracts.pack.Stage;
import org.fairlot.kernel.Command;
import org.fairlot.kernel.Wire;

/** What may be asked of a draw (摇号). Key: draw id. */
public sealed interface DrawCommand extends Command {

  String drawId();

  @Override
  default String key() {
    return drawId();
  }

  @Wire("allocation.announce-draw.v1")
  record Announce(String drawId, String urnId, String programmeId, Stage.Lottery rules, DrawTimes times)
      implements DrawCommand {}

  /** The urn has been told the whole list. @param pools those that anybody on it would take */
  @Wire("allocation.note-freeze.v1")
  record NoteFreeze(String drawId, int parts, int entries, List<String> pools) implements DrawCommand {
    public NoteFreeze {
      pools = List.copyOf(pools);
    }
  }

  /** A pool has set aside what it has. */
  @Wire("allocation.note-capacity.v1")
  record NoteCapacity(String drawId, String poolId, int units) implements DrawCommand {}

  /** A part of the list was looked at again. */
  @Wire("allocation.note-recheck.v1")
  record NoteRecheck(String drawId, int part, List<String> excluded, int unverified) implements DrawCommand {
    public NoteRecheck {
      excluded = List.copyOf(excluded);
    }
  }

  /** Timer: what was not looked at again by now stays in on what was attested before. */
  @Wire("allocation.stop-recheck.v1")
  record StopRecheck(String drawId) implements DrawCommand {}

  /**
   * Publish the root of the list and the spec.
   *
   * @param spec      canonical JSON
   * @param sealedAt  as it is signed; neither after the command nor at the beacon
   * @param signature the operator's, JWS
   */
  @Wire("allocation.seal-draw.v1")
  record Seal(
      String drawId, String spec, String specHash, String root, int entries, Instant sealedAt, String signature)
      implements DrawCommand {}

  /** The notary signs the root and commits a share. @param jwk the notary's key; its signature was checked at the edge */
  @Wire("allocation.commit-share.v1")
  record CommitShare(String drawId, String commitment, String signature, String jwk) implements DrawCommand {}

  @Wire("allocation.reveal-share.v1")
  record RevealShare(String drawId, String share) implements DrawCommand {}

  /** Timer: the beacon can be known from now on. */
  @Wire("allocation.note-beacon-due.v1")
  record NoteBeaconDue(String drawId) implements DrawCommand {}

  /**
   * @param value SHA-256 of the evidence's canonical form, hex; computed at the edge, checked by every verifier
   * @param later whether it is the later beacon, which counts where the notary's share was withheld
   */
  @Wire("allocation.record-beacon.v1")
  record RecordBeacon(String drawId, Stage.BeaconSource source, Map<String, String> evidence, String value, boolean later)
      implements DrawCommand {
    public RecordBeacon {
      evidence = Collections.unmodifiableMap(new TreeMap<>(evidence));
    }
  }

  /** The order was computed and tested. @param winners how many in each pool */
  @Wire("allocation.rank-draw.v1")
  record Rank(String drawId, String resultHash, Map<String, Integer> winners, List<HealthTest> tests)
      implements DrawCommand {
    public Rank {
      winners = Collections.unmodifiableMap(new TreeMap<>(winners));
      tests = List.copyOf(tests);
    }
  }

  /** A human lets a blocked draw be published. */
  @Wire("allocation.release-draw.v1")
  record Release(String drawId, String operator, String reason) implements DrawCommand {}

  /** A human gives a draw up before it is published; everybody waits for the next one. */
  @Wire("allocation.annul-draw.v1")
  record Annul(String drawId, String operator, String reason) implements DrawCommand {}

  @Wire("allocation.attest-draw.v1")
  record Attest(String drawId, String resultHash, String signature) implements DrawCommand {}

  /** Give a part of the winners what they have won. @param last whether it is the last part */
  @Wire("allocation.announce-winners.v1")
  record AnnounceWinners(String drawId, int part, List<Win> winners, boolean last) implements DrawCommand {
    public AnnounceWinners {
      winners = List.copyOf(winners);
    }
  }

  /** A winner's unit has come back, or was never taken. */
  @Wire("allocation.want-substitute.v1")
  record WantSubstitute(String drawId, String poolId, String caseId, String reason) implements DrawCommand {}

  /** The next in the order for the unit of {@code caseId}; leaves in hex. */
  @Wire("allocation.draw-substitute.v1")
  record DrawSubstitute(
      String drawId, String poolId, String caseId, String forfeited, String substitute, Win win, List<Skipped> skipped)
      implements DrawCommand {
    public DrawSubstitute {
      skipped = List.copyOf(skipped);
    }
  }

  /** Nobody is left for the unit of {@code caseId}. */
  @Wire("allocation.give-up-substitution.v1")
  record GiveUpSubstitution(String drawId, String poolId, String caseId) implements DrawCommand {}

  /** Timer: no more substitutes. */
  @Wire("allocation.close-draw.v1")
  record Close(String drawId) implements DrawCommand {}
}
