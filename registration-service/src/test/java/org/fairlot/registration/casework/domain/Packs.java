package org.fairlot.registration.casework.domain;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.fairlot.contracts.pack.Pack;
import org.fairlot.registration.pack.yaml.InvalidPack;
import org.fairlot.registration.pack.yaml.PackYaml;

/** The packs that come with the suite, and one of the tests, as the cases of the specs find them. */
public final class Packs implements PackLookup {

  public static final Packs SHIPPED = new Packs();

  private final Map<String, Pack> packs = new TreeMap<>();

  private Packs() {
    for (String name : new String[] {"hangzhou", "guangzhou", "xiamen", "pudong", "xuhui", "lanes"}) {
      packs.put(name, read(name));
    }
  }

  @Override
  public Pack pack(String name, int version) {
    return packs.get(name);
  }

  public static String yaml(String name) {
    try (var in = Packs.class.getResourceAsStream("/packs/" + name + ".yaml")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A pack that comes with the suite or with the tests. */
  public static Pack read(String name) {
    try {
      return PackYaml.parse(yaml(name));
    } catch (InvalidPack e) {
      throw new IllegalStateException(e);
    }
  }
}
