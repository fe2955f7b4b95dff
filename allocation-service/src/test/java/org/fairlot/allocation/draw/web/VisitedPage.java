package org.fairlot.allocation.draw.web;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.ECKey;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.graalvm.polyglot.proxy.ProxyObject;
import org.htmlunit.WebClient;
import org.htmlunit.html.DomElement;
import org.htmlunit.html.HtmlPage;

/**
 * {@code verify.html} as somebody has it who opens it: elements, styles and paper are those of a browser. Its scripts know more
 * JavaScript than that browser, so another engine runs them over its elements; of what a browser gives to scripts there is what
 * these use.
 */
final class VisitedPage implements AutoCloseable {

  private static final Pattern SCRIPT = Pattern.compile("<script[^>]*>(.*?)</script>", Pattern.DOTALL);

  /** Reads the scripts once for all pages. */
  private static final Engine ENGINE = Engine.newBuilder("js").option("engine.WarnInterpreterOnly", "false").build();

  /** Bytes go to the other side as a text of as many characters. */
  private static final String SURROUNDINGS =
      """
      (page, navigatorLanguage, outside) => {
        const listeners = {};
        const packed = bytes => Array.from(new Uint8Array(bytes), byte => String.fromCharCode(byte)).join('');
        const unpacked = text => Uint8Array.from(text, character => character.charCodeAt(0));

        class Element {
          constructor(node) { this.node = node; }
          get hidden() { return this.node.hasAttribute('hidden'); }
          set hidden(on) { if (on) this.node.setAttribute('hidden', ''); else this.node.removeAttribute('hidden'); }
          get dataset() { return { text: this.node.getAttribute('data-text') }; }
          set className(name) { this.node.setAttribute('class', name); }
          set lang(language) { this.node.setAttribute('lang', language); }
          set textContent(text) { this.node.setTextContent(String(text)); }
          append(...parts) {
            for (const part of parts) this.node.appendChild(part instanceof Element ? part.node : page.createTextNode(part));
          }
          replaceChildren(...parts) { this.node.removeAllChildren(); this.append(...parts); }
          addEventListener(type, listener) { listeners[this.node.getId() + ' ' + type] = listener; }
        }

        globalThis.document = {
          documentElement: new Element(page.getDocumentElement()),
          getElementById: id => new Element(page.getElementById(id)),
          createElement: name => new Element(page.createElement(name)),
          querySelectorAll: selector => Array.from(page.querySelectorAll(selector), node => new Element(node)),
        };
        globalThis.navigator = { language: navigatorLanguage };
        globalThis.window = { print: () => outside.print() };
        globalThis.setTimeout = action => action();
        globalThis.crypto = { subtle: {
          digest: async (algorithm, bytes) => unpacked(outside.digest(algorithm, packed(bytes))).buffer,
          importKey: async (format, jwk) => JSON.stringify(jwk),
          verify: async (algorithm, jwk, signature, bytes) => outside.verify(jwk, packed(signature), packed(bytes)),
        } };
        globalThis.Blob = class {
          constructor([bytes]) { this.bytes = bytes; }
          stream() { return { pipeThrough: through => through.reading(this.bytes) }; }
        };
        globalThis.DecompressionStream = class {
          reading(bytes) {
            const parts = [{ done: false, value: unpacked(outside.inflate(packed(bytes))) }];
            return { getReader: () => ({ read: async () => parts.pop() || { done: true } }) };
          }
        };
        return {
          click: id => listeners[id + ' click'](),
          choose: (name, zip) =>
            listeners['bundle change']({ target: { files: [{ name, arrayBuffer: async () => unpacked(zip).buffer }] } }),
        };
      }""";

  private final WebClient browser = new WebClient();
  private final Context scripts =
      Context.newBuilder("js").engine(ENGINE).allowHostAccess(HostAccess.ALL).build();
  private final HtmlPage page;
  private final Value visitor;
  private final List<String> printed = new ArrayList<>();

  /** @param language of the browser: {@code zh-CN}, {@code en-GB} */
  VisitedPage(String language) {
    browser.getOptions().setJavaScriptEnabled(false);
    try (var file = VisitedPage.class.getResourceAsStream("/static" + DrawQueries.VERIFY_PAGE)) {
      var html = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      page = browser.loadHtmlCodeIntoCurrentWindow(html);
      visitor = scripts.eval("js", SURROUNDINGS).execute(page, language, outside());
      SCRIPT.matcher(html).results().forEach(script -> scripts.eval("js", script.group(1)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ProxyObject outside() {
    return ProxyObject.fromMap(Map.<String, Object>of(
        "print", (ProxyExecutable) _ -> printed.add(onPaper()),
        "digest", (ProxyExecutable) given -> text(digest(given[0].asString(), bytes(given[1]))),
        "verify", (ProxyExecutable) given -> verifies(given[0].asString(), bytes(given[1]), bytes(given[2])),
        "inflate", (ProxyExecutable) given -> text(inflated(bytes(given[0])))));
  }

  /** Chooses a file, and has the answer when this returns. */
  VisitedPage choose(String name, byte[] bundle) {
    visitor.invokeMember("choose", name, text(bundle));
    return this;
  }

  VisitedPage click(String id) {
    if (!isShown(id)) {
      throw new IllegalStateException("nobody can click on " + id);
    }
    visitor.invokeMember("click", id);
    return this;
  }

  boolean isShown(String id) {
    return page.getElementById(id).isDisplayed();
  }

  /** What the page tells: each term with what stands beside it. */
  Map<String, String> told() {
    var told = new LinkedHashMap<String, String>();
    for (DomElement term : page.getElementsByTagName("dt")) {
      told.put(term.asNormalizedText(), term.getNextElementSibling().asNormalizedText());
    }
    return told;
  }

  String onScreen() {
    return page.getBody().asNormalizedText();
  }

  /** What comes out where the browser's own menu prints it. */
  String onPaper() {
    return printing(this::onScreen);
  }

  /** What there is to press or to fill in, and is printed. */
  List<String> controlsOnPaper() {
    return printing(() -> page.querySelectorAll("button, input").stream().map(DomElement.class::cast)
        .filter(DomElement::isDisplayed).map(DomElement::getId).toList());
  }

  private <T> T printing(Supplier<T> look) {
    page.setPrinting(true);
    try {
      return look.get();
    } finally {
      page.setPrinting(false);
    }
  }

  /** What the page has had printed. */
  List<String> printed() {
    return printed;
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static byte[] bytes(Value text) {
    return text.asString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] digest(String algorithm, byte[] bytes) {
    try {
      return MessageDigest.getInstance(algorithm).digest(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean verifies(String jwk, byte[] signature, byte[] bytes) {
    try {
      var verifier = Signature.getInstance("SHA256withECDSAinP1363Format");
      verifier.initVerify(ECKey.parse(jwk).toECPublicKey());
      verifier.update(bytes);
      return verifier.verify(signature);
    } catch (GeneralSecurityException | ParseException | JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] inflated(byte[] deflated) {
    try (var inflating = new InflaterInputStream(new ByteArrayInputStream(deflated), new Inflater(true))) {
      return inflating.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    scripts.close();
    browser.close();
  }
}
