package org.fairlot.registration.committee.web;

import java.io.IOException;
import java.net.URI;
import java.util.function.BooleanSupplier;
import org.fairlot.testkit.ServiceUnderTest;
import org.htmlunit.BrowserVersion;
import org.htmlunit.WebClient;
import org.htmlunit.WebConnection;
import org.htmlunit.html.DomElement;
import org.htmlunit.html.HtmlButton;
import org.htmlunit.html.HtmlElement;
import org.htmlunit.html.HtmlInput;
import org.htmlunit.html.HtmlPage;

/** The committees' page in a browser, worked by keyboard alone; what was pressed is counted. */
public final class Console implements AutoCloseable {

  private final WebClient browser;
  private HtmlPage page;
  private int keys;

  /** @param language of the browser: {@code zh-CN}, {@code en-GB} */
  public Console(String language) {
    browser =
        new WebClient(
            new BrowserVersion.BrowserVersionBuilder(BrowserVersion.CHROME).setBrowserLanguage(language)
                .setAcceptLanguageHeader(language).build());
    // a refused call is part of what is tried here; an error of the page's script fails the test
    browser.getOptions().setThrowExceptionOnFailingStatusCode(false);
    browser.getOptions().setPrintContentOnFailingStatusCode(false);
  }

  /** Answers its calls in place of a server. */
  public Console answeredBy(WebConnection server) {
    browser.setWebConnection(server);
    return this;
  }

  public Console open(String address) throws IOException {
    page = browser.getPage(URI.create(address).toURL());
    return this;
  }

  /** Signs in: the token is pasted. */
  public Console signIn(String token) throws IOException {
    ((HtmlInput) page.getHtmlElementById("token")).setValue(token);
    page.getHtmlElementById("token").focus();
    return enter();
  }

  /** Types where the focus is, also keys that do something. */
  public Console press(String text) throws IOException {
    for (char key : text.toCharArray()) {
      // an answer that arrives between looking and typing would make the list anew, and the key would go to nothing
      synchronized (page) {
        type(key, focused());
      }
      keys++;
    }
    return this;
  }

  private static void type(char key, HtmlElement at) throws IOException {
    at.type(key);
    // as every browser does, and this one does not
    if (at instanceof HtmlButton && (key == '\n' || key == ' ')) {
      at.click();
    }
  }

  public Console enter() throws IOException {
    return press("\n");
  }

  public Console escape() {
    return named("Escape");
  }

  public Console down() {
    return named("ArrowDown");
  }

  /** A key that writes nothing: this browser would give it the name of the character with its code. */
  public Console named(String key) {
    script(
        "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: '%s', bubbles: true, cancelable: true}))"
            .formatted(key));
    keys++;
    return this;
  }

  public Console tab() {
    synchronized (page) {
      page.tabToNextElement();
    }
    keys++;
    return this;
  }

  /** Where a key goes. */
  public HtmlElement focused() {
    synchronized (page) {
      return page.getFocusedElement() instanceof HtmlElement element ? element : page.getBody();
    }
  }

  public String focusedId() {
    return focused().getId();
  }

  /** What a person sees of an element. */
  public String text(String id) {
    synchronized (page) {
      return page.getElementById(id).asNormalizedText();
    }
  }

  public DomElement element(String id) {
    synchronized (page) {
      return page.getElementById(id);
    }
  }

  public boolean shows(String id) {
    synchronized (page) {
      return page.getElementById(id).isDisplayed();
    }
  }

  public String value(String id) {
    synchronized (page) {
      return ((HtmlInput) page.getElementById(id)).getValue();
    }
  }

  public Object script(String script) {
    synchronized (page) {
      return page.executeJavaScript(script).getJavaScriptResult();
    }
  }

  public Console await(String what, BooleanSupplier condition) {
    ServiceUnderTest.await(what, condition);
    return this;
  }

  public Console awaitText(String id, String part) {
    return await(id + " tells: " + part, () -> text(id).contains(part));
  }

  public int number(String script) {
    return ((Number) script(script)).intValue();
  }

  /** How many keys were pressed so far. */
  public int keys() {
    return keys;
  }

  public HtmlPage page() {
    return page;
  }

  @Override
  public void close() {
    browser.close();
  }
}
