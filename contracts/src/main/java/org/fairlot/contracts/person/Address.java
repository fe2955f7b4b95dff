package org.fairlot.contracts.person;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A structured address (结构化地址). Every part but the district may be {@code null}.
 *
 * @param district county code (GB/T 2260, 6 digits)
 * @param street   code of the street or town (街道/镇, 9 digits)
 * @param road     road, street or lane by name (路/街/巷)
 * @param number   house number or compound lane (号/弄), with its suffix
 * @param estate   residential estate or village (小区/村)
 * @param building building (幢/栋/座)
 * @param unit     entrance (单元)
 * @param room     room (室)
 * @param detail   the rest of what the citizen wrote
 */
public record Address(
    String district, String street, String road, String number, String estate, String building, String unit, String room,
    String detail) {

  /** The parts below the street in the order in which an address is written. */
  public String line() {
    return Stream.of(road, number, estate, building, unit, room, detail)
        .filter(part -> part != null && !part.isBlank())
        .collect(Collectors.joining());
  }
}
