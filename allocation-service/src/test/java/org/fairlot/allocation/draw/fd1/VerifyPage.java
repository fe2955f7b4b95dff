package org.fairlot.allocation.draw.fd1;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Value;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The verifier of {@code verify.html}, run by a JavaScript engine: the script as the page has it, without a browser. */
final class VerifyPage implements AutoCloseable {

  private static final Pattern CORE = Pattern.compile("<script id=\"core\">(.*?)</script>", Pattern.DOTALL);
  private static final JsonMapper MAPPER = new JsonMapper();

  private final Context context = Context.newBuilder("js").option("engine.WarnInterpreterOnly", "false").build();
  private final Value verify;

  VerifyPage() {
    context.eval("js", core());
    verify =
        context.eval(
            "js",
            """
            (...named) => {
              const files = Object.create(null);
              for (let i = 0; i < named.length; i += 2) {
                files[named[i]] = Uint8Array.from(named[i + 1], character => character.charCodeAt(0));
              }
              return JSON.stringify(verifyBundle(files));
            }""");
  }

  private static String core() {
    try (var page = VerifyPage.class.getResourceAsStream("/static/verify.html")) {
      var found = CORE.matcher(new String(page.readAllBytes(), StandardCharsets.UTF_8));
      if (!found.find()) {
        throw new IllegalStateException("verify.html has no script 'core'");
      }
      return found.group(1);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  JsonNode verify(Map<String, byte[]> files) {
    List<Object> named = new ArrayList<>();
    files.forEach((name, bytes) -> {
      named.add(name);
      named.add(new String(bytes, StandardCharsets.ISO_8859_1));
    });
    return MAPPER.readTree(verify.execute(named.toArray()).asString());
  }

  @Override
  public void close() {
    context.close();
  }
}
