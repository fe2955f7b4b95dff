package org.fairlot.registration.casework.domain;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.fairlot.kernel.Rejection;

/** Why a command on a case is refused. The components are part of the public API. */
public sealed interface CaseRejection extends Rejection {

  record NotOpen(Instant opensAt, Instant serverTime) implements CaseRejection {
    @Override
    public String code() {
      return "NOT_OPEN";
    }
  }

  record ProgrammeEnded(LocalDate closedOn, Instant serverTime) implements CaseRejection {
    @Override
    public String code() {
      return "PROGRAMME_ENDED";
    }
  }

  record Maintenance(long retryAfterSeconds, Instant serverTime) implements CaseRejection {
    @Override
    public String code() {
      return "MAINTENANCE";
    }
  }

  /** @param movedTo the channels that are open today */
  record ChannelMoved(String channel, List<String> movedTo) implements CaseRejection {
    @Override
    public String code() {
      return "CHANNEL_MOVED";
    }
  }

  record ChannelNotOpenYet(String channel, LocalDate opensOn, List<String> openChannels) implements CaseRejection {
    @Override
    public String code() {
      return "CHANNEL_NOT_OPEN_YET";
    }
  }

  record ChannelUnknown(String channel, List<String> openChannels) implements CaseRejection {
    @Override
    public String code() {
      return "CHANNEL_UNKNOWN";
    }
  }

  /** One live case per person. @param registrationId the live one */
  record AlreadyRegistered(String registrationId) implements CaseRejection {
    @Override
    public String code() {
      return "ALREADY_REGISTERED";
    }
  }

  record TooSoon(Instant eligibleFrom) implements CaseRejection {
    @Override
    public String code() {
      return "TOO_SOON";
    }
  }

  record HealthDeclarationRequired() implements CaseRejection {
    @Override
    public String code() {
      return "HEALTH_DECLARATION_REQUIRED";
    }
  }

  /** The case is not, or no more, live. */
  record RegistrationClosed(String registrationId) implements CaseRejection {
    @Override
    public String code() {
      return "REGISTRATION_CLOSED";
    }
  }

  /** The case waits for no confirmation. */
  record NothingToConfirm(String phase) implements CaseRejection {
    @Override
    public String code() {
      return "NOTHING_TO_CONFIRM";
    }
  }

  /** The time to confirm is over. */
  record ConfirmationOver(Instant confirmBy) implements CaseRejection {
    @Override
    public String code() {
      return "CONFIRMATION_OVER";
    }
  }

  /** The case waits for no outlet. */
  record NothingToAssign(String phase) implements CaseRejection {
    @Override
    public String code() {
      return "NOTHING_TO_ASSIGN";
    }
  }

  /** @param fields those that the services already act upon */
  record ChoiceFixed(List<String> fields) implements CaseRejection {
    @Override
    public String code() {
      return "CHOICE_FIXED";
    }
  }

  /** The goods have left; an edit cannot reach them. */
  record GoodsUnderWay(String phase) implements CaseRejection {
    @Override
    public String code() {
      return "GOODS_UNDER_WAY";
    }
  }

  /** Somebody else's edit came in between. */
  record EditedMeanwhile(int edits) implements CaseRejection {
    @Override
    public String code() {
      return "EDITED_MEANWHILE";
    }
  }
}
