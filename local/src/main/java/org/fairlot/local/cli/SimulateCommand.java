package org.fairlot.local.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.fairlot.allocation.draw.simulation.Findings;
import org.fairlot.allocation.draw.simulation.History;
import org.fairlot.allocation.draw.simulation.Policy;
import org.fairlot.allocation.draw.simulation.Replay;
import org.fairlot.allocation.draw.simulation.Simulation;
import org.fairlot.allocation.draw.simulation.Weighting;
import org.fairlot.local.simulation.CityOfPack;
import org.fairlot.local.simulation.Report;
import org.fairlot.registration.pack.yaml.InvalidPack;
import org.fairlot.registration.pack.yaml.PackYaml;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tries out the draw of a pack before it goes live. */
@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    description = {
      "Plays the draw of a pack under several policies: in a made-up city, or on the log of draws that were held.",
      "The pack's own policy is always among them. Nothing is sent anywhere, and the same seed gives the same result."
    })
final class SimulateCommand implements Callable<Integer> {

  @Parameters(paramLabel = "PACK", description = "A pack in YAML, with a stage 'lottery'.")
  private Path file;

  @Option(names = "--people", defaultValue = "10000", description = "Who take part. Default: ${DEFAULT-VALUE}.")
  private int people;

  @Option(names = "--arrivals", defaultValue = "0", description = "Who join per later round. Default: ${DEFAULT-VALUE}.")
  private int arrivals;

  @Option(
      names = "--rounds",
      description = "Draws to play. With --replay: how often the log is played. Default: 100; with --replay 20.")
  private Integer rounds;

  @Option(
      names = "--units",
      description = "Units per round, over all pools. Default: 3 per 100 people. With --replay: where the log has no figure.")
  private Integer units;

  @Option(names = "--pools", description = "Pools. Default: 1 for a pool CITY, else twice the choices that a case may rank.")
  private Integer pools;

  @Option(names = "--no-show", defaultValue = "0", paramLabel = "PERCENT",
      description = "Winners who do not come. Default: ${DEFAULT-VALUE}.")
  private double noShowPercent;

  @Option(names = "--cool-down", paramLabel = "DRAWS",
      description = "Draws that a winner sits out. Default: those within the pack's grantEveryDays.")
  private Integer coolDown;

  @Option(names = "--share", split = ",", paramLabel = "RESERVE=PERCENT",
      description = "The part of the people in a reserve, where it is known.")
  private Map<String, Double> shares = new LinkedHashMap<>();

  @Option(
      names = "--weights",
      split = ",",
      paramLabel = "WEIGHTS",
      description = "Ticket rules to compare: perLoss:max, perLoss/everyLosses:max, x2/everyLosses:max, uniform, strict."
          + " Default: uniform.")
  private List<String> weights = List.of("uniform");

  @Option(
      names = "--household",
      split = ",",
      paramLabel = "RULE",
      description = "Household rules to compare: wins per household and draw (0: any number), or 'one': households enter as"
          + " one. Default: as the pack.")
  private List<String> households = List.of();

  @Option(names = "--seed", defaultValue = "1", description = "Of all chance. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--replay",
      arity = "1..*",
      paramLabel = "FILE",
      description = "Bundles (zip, or a folder of them), or one NDJSON export of the data of allocation's events.")
  private List<Path> replay = List.of();

  @Option(names = "--out", paramLabel = "DIR", defaultValue = "simulation",
      description = "Where the report goes. Default: ${DEFAULT-VALUE}.")
  private Path folder;

  @Spec private CommandSpec command;

  @Override
  public Integer call() throws IOException {
    var out = command.commandLine().getOut();
    CityOfPack city;
    try {
      city = new CityOfPack(PackYaml.parse(Files.readString(file)));
    } catch (InvalidPack e) {
      e.findings().forEach(finding -> out.println(file + ":" + finding));
      return 1;
    }
    var policies = city.policies(weights.stream().map(Weighting::parse).toList(), households);
    var report = replay.isEmpty() ? play(city, policies) : playAgain(city, policies);
    out.print(report.text());
    report.writeTo(folder).forEach(out::println);
    out.println("\nThe report: " + folder.resolve("index.html"));
    return 0;
  }

  private Report play(CityOfPack pack, List<Policy> policies) {
    int draws = rounds == null ? 100 : rounds;
    int perRound = units == null ? Math.max(1, people * 3 / 100) : units;
    var city =
        pack.city(
            people, arrivals, draws, perRound, pools == null ? pack.defaultPools() : pools, noShowPercent / 100,
            coolDown == null ? pack.coolDownRounds() : coolDown, percents());
    var findings = policies.stream().map(policy -> Simulation.play(city, policy, seed)).toList();
    String title =
        "%s: %d people, %d units a draw in %d pool(s), %d draws, seed %d"
            .formatted(file.getFileName(), people, perRound, city.unitsPerRound().size(), draws, seed);
    return new Report(title, CityOfPack.assumed(city), findings);
  }

  private Map<String, Double> percents() {
    var parts = new LinkedHashMap<String, Double>();
    shares.forEach((name, percent) -> parts.put(name, percent / 100));
    return parts;
  }

  private Report playAgain(CityOfPack pack, List<Policy> policies) throws IOException {
    var history = history();
    int times = rounds == null ? 20 : rounds;
    var findings = new ArrayList<Findings>();
    for (Policy policy : policies) {
      findings.add(Replay.play(history, pack.weighting(), policy, times, seed));
    }
    String title =
        "%s: %d draw(s) of the log, %s to %s, each held %d times again, seed %d"
            .formatted(
                file.getFileName(), history.draws().size(), history.draws().getFirst().id(),
                history.draws().getLast().id(), times, seed);
    return new Report(title, history.assumed(), findings);
  }

  private History history() throws IOException {
    var files = new ArrayList<Path>();
    for (Path path : replay) {
      if (Files.isDirectory(path)) {
        try (var inside = Files.list(path)) {
          files.addAll(inside.filter(one -> one.toString().endsWith(".zip")).sorted().toList());
        }
      } else {
        files.add(path);
      }
    }
    if (files.isEmpty()) {
      throw new IllegalArgumentException("There is no bundle in " + replay);
    }
    if (files.stream().allMatch(one -> one.toString().endsWith(".zip"))) {
      return History.ofBundles(files);
    }
    if (files.size() > 1) {
      throw new IllegalArgumentException("Bundles cannot be replayed with an export, nor several exports at once.");
    }
    try (var lines = Files.lines(files.getFirst())) {
      return History.ofLog(files.getFirst().toString(), lines::iterator, units);
    }
  }
}
