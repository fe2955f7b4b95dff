package org.fairlot.local.demo;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.fairlot.allocation.draw.fd1.BundleVerifier;
import org.fairlot.allocation.draw.fd1.Hash;
import org.fairlot.allocation.draw.fd1.InclusionProof;
import org.fairlot.allocation.draw.fd1.Verdict;
import tools.jackson.databind.JsonNode;

/** A draw as anybody can download it: kept as a file, verified, and looked into. */
final class PublishedDraw {

  private static final String ENTRIES = "entries.ndjson";
  private static final String RESULT = "result.ndjson";

  private final String drawId;
  private final Path file;
  private final Map<String, byte[]> parts = new LinkedHashMap<>();
  /** Of the published list, by its tag. */
  private final Map<String, JsonNode> entries = new HashMap<>();
  private final Map<String, String> leafOfTag = new HashMap<>();
  private final Map<String, JsonNode> entryOfLeaf = new HashMap<>();
  private final Map<String, JsonNode> result = new LinkedHashMap<>();

  private PublishedDraw(String drawId, Path file) {
    this.drawId = drawId;
    this.file = file;
  }

  static PublishedDraw fetch(Api anybody, String drawId, Path folder) {
    byte[] zip = anybody.download("/v1/draws/" + drawId + "/bundle");
    var draw = new PublishedDraw(drawId, folder.resolve(drawId + ".zip"));
    try {
      Files.createDirectories(folder);
      Files.write(draw.file, zip);
      draw.open(zip);
      return draw;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void open(byte[] zip) throws IOException {
    try (var in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        parts.put(entry.getName(), in.readAllBytes());
      }
    }
    for (String line : lines(ENTRIES)) {
      JsonNode entry = Api.JSON.readTree(line);
      String leaf = leaf(line);
      entries.put(entry.path("e").asString(), entry);
      leafOfTag.put(entry.path("e").asString(), leaf);
      entryOfLeaf.put(leaf, entry);
    }
    for (String line : lines(RESULT)) {
      JsonNode rank = Api.JSON.readTree(line);
      result.put(rank.path("leaf").asString(), rank);
    }
  }

  private List<String> lines(String part) {
    return new String(parts.get(part), StandardCharsets.UTF_8).lines().toList();
  }

  private static String leaf(String leafData) {
    try {
      var sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update((byte) 0);
      return HexFormat.of().formatHex(sha256.digest(leafData.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  String drawId() {
    return drawId;
  }

  Path file() {
    return file;
  }

  int entries() {
    return entries.size();
  }

  boolean lists(String tag) {
    return entries.containsKey(tag);
  }

  /** The pools that the entry would take, the most wanted first. */
  List<String> choices(String tag) {
    var choices = new ArrayList<String>();
    entries.get(tag).path("c").forEach(choice -> choices.add(choice.asString()));
    return choices;
  }

  /** Verifies the bundle and a forged copy of it, as anybody can. @param householdMax wins of one household, 0: any number */
  void account(Account account, Narrator narrator, int householdMax) {
    var verdict = verify();
    var forged = verifyForged();
    narrator.print("%s: %s%n  ./fairlot verify %s%n  one byte changed: %s".formatted(drawId, verdict, file, forged));
    account.check(
        "entries of " + drawId + ", recomputed from its bundle", entries(),
        verdict instanceof Verdict.Valid ? List.of() : List.of(verdict.toString()));
    account.check(
        "copies with one byte changed, refused at that place", 1,
        forged instanceof Verdict.Invalid bad && bad.file().equals(RESULT));
    account.check("winners, in no pool more than there were units", winners(), overfull());
    if (householdMax > 0) {
      account.check("dwellings with several entries, none of them served too often", sharedHouseholds(), householdsServedMoreThan(householdMax));
    }
  }

  private Verdict verify() {
    return BundleVerifier.verify(file);
  }

  /** Verifies a copy in which one character of the result is another. */
  private Verdict verifyForged() {
    var forged = new LinkedHashMap<>(parts);
    byte[] bytes = forged.get(RESULT).clone();
    int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("\"leaf\":\"") + "\"leaf\":\"".length();
    bytes[at] = (byte) (bytes[at] == '0' ? '1' : '0');
    forged.put(RESULT, bytes);
    try {
      var copy = file.resolveSibling(drawId + "-forged.zip");
      var out = new ByteArrayOutputStream();
      try (var zip = new ZipOutputStream(out)) {
        for (var part : forged.entrySet()) {
          zip.putNextEntry(new ZipEntry(part.getKey()));
          zip.write(part.getValue());
          zip.closeEntry();
        }
      }
      Files.write(copy, out.toByteArray());
      return BundleVerifier.verify(copy);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What does not fit between the explanation of one registration and this bundle; empty if all does. */
  String differsFrom(JsonNode explanation, String tag) {
    String leaf = leafOfTag.get(tag);
    JsonNode rank = result.get(leaf);
    var path = new ArrayList<Hash>();
    explanation.path("path").forEach(hash -> path.add(Hash.parse(hash.asString())));
    var proof = new InclusionProof(explanation.path("index").asInt(-1), explanation.path("count").asInt(), path);
    String outcome = rank.path("outcome").asString();
    String told = explanation.path("reason").asString().equals("WON") ? explanation.path("pool").asString()
        : explanation.path("reason").asString();
    if (!leaf.equals(explanation.path("leaf").asString())
        || !leaf(explanation.path("leafData").asString()).equals(leaf)) {
      return "another leaf";
    }
    if (!proof.shows(Hash.parse(leaf), Hash.parse(explanation.path("root").asString()))) {
      return "no way to the root";
    }
    if (rank.path("rank").asInt() != explanation.path("rank").asInt() || !outcome.equals(told)) {
      return "rank " + explanation.path("rank") + " " + told + ", the bundle says " + rank.path("rank") + " " + outcome;
    }
    return "";
  }

  /** Pools in which more have won than the spec has units for. */
  private List<String> overfull() {
    JsonNode spec = Api.JSON.readTree(parts.get("spec.json"));
    var winners = new HashMap<String, Integer>();
    winningLeaves().forEach(leaf -> winners.merge(result.get(leaf).path("outcome").asString(), 1, Integer::sum));
    return winners.entrySet().stream().filter(e -> e.getValue() > spec.path("cap").path(e.getKey()).asInt(0))
        .map(e -> e.getKey() + ": " + e.getValue()).toList();
  }

  private int winners() {
    return winningLeaves().size();
  }

  private List<String> winningLeaves() {
    return result.entrySet().stream().filter(e -> e.getValue().path("outcome").asString().contains("/"))
        .map(Map.Entry::getKey).toList();
  }

  /** Households with more winners who kept the unit, substitutes counted. */
  private List<String> householdsServedMoreThan(int max) {
    Set<String> served = new HashSet<>(winningLeaves());
    for (String line : lines("substitutions.ndjson")) {
      JsonNode substitution = Api.JSON.readTree(line);
      served.remove(substitution.path("forfeited").asString());
      if (substitution.has("substitute")) {
        served.add(substitution.path("substitute").asString());
      }
    }
    var perHousehold = new HashMap<String, Integer>();
    for (String leaf : served) {
      String household = entryOfLeaf.get(leaf).path("g").asString("");
      if (!household.isEmpty()) {
        perHousehold.merge(household, 1, Integer::sum);
      }
    }
    return perHousehold.entrySet().stream().filter(e -> e.getValue() > max).map(Map.Entry::getKey).toList();
  }

  /** How many dwellings have more than one entry on the list. */
  private int sharedHouseholds() {
    var perHousehold = new HashMap<String, Integer>();
    entries.values().forEach(entry -> {
      if (!entry.path("g").asString("").isEmpty()) {
        perHousehold.merge(entry.path("g").asString(), 1, Integer::sum);
      }
    });
    return (int) perHousehold.values().stream().filter(n -> n > 1).count();
  }

  /** The operator's public key, as it stands beside its signature of the seal. */
  JsonNode operatorKey() {
    for (JsonNode signature : Api.JSON.readTree(parts.get("sealed.json")).path("signatures")) {
      if (signature.path("by").asString().equals("operator")) {
        return signature.path("jwk");
      }
    }
    throw new IllegalStateException(drawId + " is not signed by the operator");
  }
}
