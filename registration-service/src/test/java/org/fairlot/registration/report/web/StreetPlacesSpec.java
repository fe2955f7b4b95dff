package org.fairlot.registration.report.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.fairlot.registration.report.figures.ReportWriter.Place;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreetPlacesSpec {

  @TempDir Path folder;

  @Test
  void each_line_is_a_street() throws IOException {
    var file = Files.writeString(folder.resolve("places.tsv"), "440106001\t113.325\t23.132\n440106002\t-0.5\t-45\n");
    assertThat(StreetPlaces.in(file)).hasSize(2).containsEntry("440106001", new Place(113.325, 23.132));
    assertThat(StreetPlaces.in(null)).isEmpty();
  }

  @Test
  void a_line_that_is_none_is_named() throws IOException {
    var file = Files.writeString(folder.resolve("places.tsv"), "440106001\t113.325\t23.132\n440106\t113\t23\n");
    assertThatThrownBy(() -> StreetPlaces.in(file)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("places.tsv:2");
  }
}
