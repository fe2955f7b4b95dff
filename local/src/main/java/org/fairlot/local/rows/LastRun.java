package org.fairlot.local.rows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** How the tests of a checkout went when each was run last, by the reports that Maven leaves in the {@code target} folders. */
public final class LastRun {

  /** Of a parameterised test, {@code name(String)[1]}, what stands in the source. */
  private static final Pattern METHOD = Pattern.compile("[\\p{L}\\p{N}_$]+");

  private final Path root;
  /** By module, class and method. */
  private final Map<Path, SortedMap<String, Map<String, Result>>> modules = new TreeMap<>();

  /** @param root of the repository */
  public LastRun(Path root) {
    this.root = root;
  }

  /** {@link Result#NOT_RUN} where there is no report of it. */
  public Result of(NamedTest test) {
    var classes = modules.computeIfAbsent(test.module(), this::read);
    // nested classes follow their outer one in this order
    return classes.tailMap(test.className()).entrySet().stream()
        .takeWhile(entry -> entry.getKey().startsWith(test.className()))
        .filter(
            entry ->
                entry.getKey().equals(test.className())
                    || test.method() == null && entry.getKey().startsWith(test.className() + "$"))
        .flatMap(entry -> entry.getValue().entrySet().stream())
        .filter(entry -> test.method() == null || test.method().equals(entry.getKey()))
        .map(Map.Entry::getValue)
        .reduce(Result::and)
        .orElse(Result.NOT_RUN);
  }

  private SortedMap<String, Map<String, Result>> read(Path module) {
    var classes = new TreeMap<String, Map<String, Result>>();
    for (String reports : new String[] {"surefire-reports", "failsafe-reports"}) {
      Path folder = root.resolve(module).resolve("target").resolve(reports);
      if (!Files.isDirectory(folder)) {
        continue;
      }
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.filter(LastRun::isReport).toList()) {
          read(file, classes);
        }
      } catch (IOException | XMLStreamException e) {
        throw new IllegalStateException("the reports in " + folder + " cannot be read", e);
      }
    }
    return classes;
  }

  private static boolean isReport(Path file) {
    var name = file.getFileName().toString();
    return name.startsWith("TEST-") && name.endsWith(".xml");
  }

  private static void read(Path file, Map<String, Map<String, Result>> classes) throws IOException, XMLStreamException {
    var factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    try (var in = Files.newInputStream(file)) {
      var xml = factory.createXMLStreamReader(in);
      while (xml.hasNext()) {
        if (xml.next() == XMLStreamReader.START_ELEMENT && xml.getLocalName().equals("testcase")) {
          var className = xml.getAttributeValue(null, "classname");
          var method = METHOD.matcher(xml.getAttributeValue(null, "name"));
          classes.computeIfAbsent(className, _ -> new TreeMap<>())
              .merge(method.find() ? method.group() : "", result(xml), Result::and);
        }
      }
    }
  }

  /** Of the test case in which the reader stands, up to its end. */
  private static Result result(XMLStreamReader xml) throws XMLStreamException {
    var result = Result.PASSED;
    while (!(xml.next() == XMLStreamReader.END_ELEMENT && xml.getLocalName().equals("testcase"))) {
      if (xml.isStartElement()) {
        result =
            switch (xml.getLocalName()) {
              case "failure", "error" -> result.and(Result.FAILED);
              case "skipped" -> result.and(Result.SKIPPED);
              default -> result;
            };
      }
    }
    return result;
  }
}
