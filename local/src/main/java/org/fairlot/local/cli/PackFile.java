package org.fairlot.local.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeMap;
import org.fairlot.contracts.pack.Pack;
import org.fairlot.notification.template.TemplateFile;
import org.fairlot.registration.address.DivisionTables;
import org.fairlot.registration.pack.yaml.InvalidPack;
import org.fairlot.registration.pack.yaml.PackYaml;

/** The file of a pack, as commands read it. */
public final class PackFile {

  /** The file is not there, is a folder, or is no UTF-8. */
  public static final class Unreadable extends Exception {
    Unreadable(String message) {
      super(message);
    }
  }

  private PackFile() {}

  /**
   * A pack whose city and message templates are those that come with this software.
   *
   * @throws InvalidPack with all findings if the text is no valid pack
   */
  public static Pack parse(String yaml) throws InvalidPack {
    // what answers to short messages is no notice
    var templates = new TreeMap<String, SortedSet<String>>();
    TemplateFile.read().forEach((code, template) -> {
      if (!code.startsWith("sms-")) {
        templates.put(code, template.withNotice());
      }
    });
    return PackYaml.parse(yaml, new PackYaml.Surroundings(DivisionTables.china()::isCity, templates));
  }

  public static String text(Path file) throws Unreadable {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new Unreadable(file + ": there is no such file");
    } catch (CharacterCodingException e) {
      throw new Unreadable(file + ": not a text in UTF-8");
    } catch (IOException e) {
      throw new Unreadable(file + ": cannot be read: " + e.getMessage());
    }
  }

  /** Every mistake with its line. */
  public static void tell(PrintWriter out, Path file, InvalidPack invalid) {
    invalid.findings().forEach(finding -> out.println(file + ":" + finding));
    out.flush();
  }
}
