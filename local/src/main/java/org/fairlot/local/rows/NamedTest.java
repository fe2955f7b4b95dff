package org.fairlot.local.rows;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * A test that names rows: {@code @Row({"X5", "X8"})} on a class or a method. It is read from the source, so that it is found
 * whether or not its module was built.
 *
 * @param source    its file, from the root of the repository
 * @param className with its package, and with {@code $} before a nested one
 * @param method    {@code null}: every test of the class
 */
public record NamedTest(Path source, String className, @Nullable String method) {

  private static final String ANNOTATION = "Row";
  private static final Path TESTS = Path.of("src", "test", "java");

  /** The class as one reads it: {@code PoolSpec.Wants}. */
  public String simpleName() {
    return className.substring(className.lastIndexOf('.') + 1).replace('$', '.');
  }

  /** The folder of its module, from the root of the repository. */
  public Path module() {
    Path folder = source;
    while (!folder.endsWith(TESTS)) {
      folder = folder.getParent();
    }
    return folder.getParent().getParent().getParent();
  }

  /** The tests of each row, in the order of their files and within them; the rows in alphabetical order. */
  public static Map<String, List<NamedTest>> byRow(Path root) throws IOException {
    var byRow = new TreeMap<String, List<NamedTest>>();
    var compiler = ToolProvider.getSystemJavaCompiler();
    try (var files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      for (Path source : sources(root)) {
        var task = (JavacTask) compiler.getTask(null, files, null, null, null, files.getJavaFileObjects(source));
        for (CompilationUnitTree unit : task.parse()) {
          unit.accept(new Finder(root.relativize(source), unit, byRow), "");
        }
      }
    }
    return byRow;
  }

  private static List<Path> sources(Path root) throws IOException {
    var sources = new ArrayList<Path>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            String name = folder.getFileName().toString();
            boolean other = name.equals("target") || name.startsWith(".");
            return other && !folder.equals(root) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            if (file.toString().contains(TESTS.toString()) && file.toString().endsWith(".java")
                && Files.readString(file).contains("@" + ANNOTATION + "(")) {
              sources.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    sources.sort(Comparator.naturalOrder());
    return sources;
  }

  /** Walks a source; what it hands down is the class that it is in. */
  private static final class Finder extends TreeScanner<Void, String> {
    private final Path source;
    private final CompilationUnitTree unit;
    private final Map<String, List<NamedTest>> byRow;

    Finder(Path source, CompilationUnitTree unit, Map<String, List<NamedTest>> byRow) {
      this.source = source;
      this.unit = unit;
      this.byRow = byRow;
    }

    @Override
    public Void visitClass(ClassTree node, String outer) {
      var className = outer.isEmpty() ? unit.getPackageName() + "." + node.getSimpleName() : outer + "$" + node.getSimpleName();
      add(node.getModifiers(), className, null);
      return super.visitClass(node, className);
    }

    @Override
    public Void visitMethod(MethodTree node, String className) {
      add(node.getModifiers(), className, node.getName().toString());
      return super.visitMethod(node, className);
    }

    private void add(ModifiersTree modifiers, String className, @Nullable String method) {
      for (AnnotationTree annotation : modifiers.getAnnotations()) {
        if (annotation.getAnnotationType().toString().equals(ANNOTATION)) {
          rows(annotation).forEach(
              row -> byRow.computeIfAbsent(row, _ -> new ArrayList<>()).add(new NamedTest(source, className, method)));
        }
      }
    }

    private static List<String> rows(AnnotationTree annotation) {
      var rows = new ArrayList<String>();
      annotation.accept(
          new TreeScanner<Void, Void>() {
            @Override
            public Void visitLiteral(LiteralTree node, Void none) {
              rows.add(node.getValue().toString());
              return null;
            }
          },
          null);
      return rows;
    }
  }
}
