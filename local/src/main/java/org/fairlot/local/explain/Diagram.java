package org.fairlot.local.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.fairlot.contracts.pack.Pack;
import org.fairlot.contracts.registration.CaseEvent.CaseOutcome;

/** The pipeline of a pack as a picture (流程图): from the registration down to the goods, and each way out before. */
public enum Diagram {
  /** A flowchart of Mermaid, as Markdown renderers show it. */
  MERMAID {
    @Override
    String draw(String start, List<StageTold> stages) {
      var lines = new ArrayList<String>(List.of("flowchart TD", "  start([%s]) --> s1".formatted(quoted(start))));
      var ends = new TreeSet<CaseOutcome>(List.of(CaseOutcome.FULFILLED));
      for (int i = 0; i < stages.size(); i++) {
        var stage = stages.get(i);
        String next = i == stages.size() - 1 ? CaseOutcome.FULFILLED.name() : "s" + (i + 2);
        lines.add("  s%d[%s] --> %s".formatted(i + 1, quoted(numbered(i, stage)), next));
        for (var exit : stage.exits()) {
          lines.add("  s%d -. %s .-> %s".formatted(i + 1, quoted(exit.when()), exit.outcome()));
          ends.add(exit.outcome());
        }
      }
      ends.forEach(end -> lines.add("  %s([%s])".formatted(end, end)));
      return String.join("\n", lines) + "\n";
    }

    private static String quoted(String text) {
      return '"' + text.replace("\"", "#quot;") + '"';
    }
  },

  /** Boxes, for a terminal. */
  TEXT {
    @Override
    String draw(String start, List<StageTold> stages) {
      var texts = new ArrayList<String>(List.of(start));
      for (int i = 0; i < stages.size(); i++) {
        texts.add(numbered(i, stages.get(i)));
      }
      texts.add(CaseOutcome.FULFILLED.name());
      int width = texts.stream().mapToInt(Diagram::columns).max().orElseThrow();
      var lines = new ArrayList<String>();
      for (int i = 0; i < texts.size() - 1; i++) {
        lines.addAll(box(texts.get(i), width, "└──┬" + "─".repeat(width - 1) + "┘"));
        if (i > 0) {
          stages.get(i - 1).exits().forEach(exit -> lines.add("   ├──▶ " + exit.outcome() + ": " + exit.when()));
        }
        lines.add("   ▼");
      }
      lines.addAll(box(texts.getLast(), width, "└" + "─".repeat(width + 2) + "┘"));
      return String.join("\n", lines) + "\n";
    }

    private static List<String> box(String text, int width, String bottom) {
      return List.of(
          "┌" + "─".repeat(width + 2) + "┐", "│ " + text + " ".repeat(width - columns(text)) + " │", bottom);
    }
  };

  abstract String draw(String start, List<StageTold> stages);

  /** The picture of this pack. */
  public String of(Pack pack, Language language) {
    var explanation = new PackExplanation(pack, language);
    return draw(language.say("登记 %s", "Registration %s", explanation.hours()), explanation.stages());
  }

  private static String numbered(int index, StageTold stage) {
    return index + 1 + ". " + stage.name();
  }

  /** How many columns of a terminal the text takes: Chinese characters and their punctuation take two. */
  static int columns(String text) {
    return text.codePoints().map(c -> isWide(c) ? 2 : 1).sum();
  }

  private static boolean isWide(int c) {
    return c >= 0x2E80 && c <= 0xA4CF || c >= 0xF900 && c <= 0xFAFF || c >= 0xFF00 && c <= 0xFF60;
  }
}
