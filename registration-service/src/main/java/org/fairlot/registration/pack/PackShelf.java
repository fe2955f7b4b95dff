package org.fairlot.registration.pack;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.fairlot.contracts.pack.Pack;
import org.fairlot.contracts.registration.PackEvent.PackPublished;
import org.fairlot.registration.casework.domain.PackLookup;
import org.fairlot.registration.pack.yaml.InvalidPack;
import org.fairlot.registration.pack.yaml.PackYaml;
import org.fairlot.runtime.Copy;
import org.fairlot.runtime.reference.ReferenceData;

/** The published packs, each parsed once. */
public final class PackShelf implements PackLookup {

  /** A pack is on every instance's shelf moments after it was published; longer means that something is broken. */
  private static final Duration WAIT_MAX = Duration.ofSeconds(30);

  private final Supplier<ReferenceData> reference;
  private final Map<String, Pack> parsed = new ConcurrentHashMap<>();

  /** @param reference asked for at use, since the service is declared before its reference data runs */
  public PackShelf(Supplier<ReferenceData> reference) {
    this.reference = reference;
  }

  /** Where a published version goes besides the log, so that it comes onto the shelves. */
  public static Copy copy(PackPublished published) {
    return new Copy(Copy.REFERENCE, key(published.pack(), published.version()));
  }

  @Override
  public Pack pack(String name, int version) {
    var known = parsed.get(key(name, version));
    return known != null ? known : parse(reference.get().require(PackPublished.class, key(name, version), WAIT_MAX));
  }

  /** The pack if it is on the shelf; does not wait. */
  public Optional<Pack> find(String name, int version) {
    var known = parsed.get(key(name, version));
    return known != null
        ? Optional.of(known)
        : source(name, version).map(this::parse);
  }

  /** The pack as it was published; does not wait. */
  public Optional<PackPublished> source(String name, int version) {
    return reference.get().find(PackPublished.class, key(name, version));
  }

  private Pack parse(PackPublished published) {
    return parsed.computeIfAbsent(
        key(published.pack(), published.version()),
        key -> {
          try {
            return PackYaml.parse(published.yaml());
          } catch (InvalidPack e) {
            throw new IllegalStateException("a published pack must stay readable: " + key, e);
          }
        });
  }

  private static String key(String name, int version) {
    return "pack/" + name + "@" + version;
  }
}
