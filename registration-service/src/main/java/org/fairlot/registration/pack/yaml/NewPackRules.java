package org.fairlot.registration.pack.yaml;

import java.time.LocalTime;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.fairlot.contracts.pack.Form.Field;
import org.fairlot.contracts.pack.Pack;
import org.fairlot.contracts.pack.Pack.Channel;
import org.fairlot.contracts.pack.Stage.DatedMode;
import org.fairlot.contracts.pack.Stage.Fulfilment;
import org.fairlot.contracts.pack.Stage.Mode;
import org.fairlot.contracts.pack.Windows.Daily;

/**
 * What is asked of a pack that is still to be published, beyond what it needs to be read: a pack that can be read, and by
 * which somebody is refused for ever or asked to pay where nobody takes the money. Published packs stay as they are.
 */
record NewPackRules(Pack pack, Block file, Findings findings) {

  void check() {
    pack.channels().forEach(this::channel);
    hours("registration", pack.windows().registration());
    hours("maintenance", pack.windows().maintenance());
    payment(pack.firstStage(Fulfilment.class));
  }

  private void channel(Channel channel) {
    if (channel.from() != null && channel.until() != null
        && channel.from().datesUntil(channel.until()).allMatch(pack.windows().closedOn()::contains)) {
      findings.add(file.line("channels"), "nobody can register by " + channel.code() + ": 'closedOn' has each of its days");
    }
    String untold =
        pack.form().fields().stream().filter(field -> !channel.canTell(field)).map(field -> "'" + field.wireName() + "'")
            .collect(Collectors.joining(" and "));
    if (!untold.isEmpty()) {
      findings.add(
          file.line("channels"), "nobody can register by " + channel.code() + ": the form asks for " + untold
              + ", which no short message tells");
    }
  }

  private void hours(String key, List<Daily> windows) {
    for (Daily window : windows) {
      if (window.opens().equals(window.closes()) && !window.opens().equals(LocalTime.MIDNIGHT)) {
        findings.add(
            file.block("windows").line(key), "'" + key + "' has " + window.opens() + "-" + window.closes()
                + ", which ends where it begins; the whole day is 00:00-24:00");
      }
    }
  }

  private void payment(Fulfilment fulfilment) {
    var modes = fulfilment.modes().stream().map(DatedMode::mode).collect(Collectors.toSet());
    switch (pack.payment().goods()) {
      case AT_PICKUP -> paid(modes, Set.of(Mode.PICKUP), "AT_PICKUP: no mode is PICKUP, so there is no counter at which to pay");
      case ON_DELIVERY -> paid(modes, Set.of(Mode.COURIER, Mode.COMMITTEE), "ON_DELIVERY: nobody brings the goods to the door");
      case FREE, ONLINE -> {}
    }
  }

  private void paid(Set<Mode> modes, Set<Mode> takers, String why) {
    if (modes.stream().noneMatch(takers::contains)) {
      findings.add(file.line("payment"), "'goods' is " + why);
    }
  }
}
