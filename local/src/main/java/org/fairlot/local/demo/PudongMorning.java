package org.fairlot.local.demo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.fairlot.contracts.CaseId;
import org.fairlot.contracts.registration.CaseEvent.CaseOutcome;
import org.fairlot.contracts.registration.ExchangeId;
import org.fairlot.contracts.registration.SenderEvent.UplinkAnswered;
import org.fairlot.local.demo.SmsCitizens.Message;
import org.fairlot.notification.template.TemplateFile;

/**
 * Pudong, 2 February 2020: citizens write 居委代码、居委名称、姓名、证件名称 and 有效证件号码 to a number, as well as they can. A third of the
 * messages is malformed, the gateway brings some of them twice and some at the same time, and each is answered once and rightly.
 */
final class PudongMorning {

  private static final String PROGRAMME = "pudong-2020-02-02";
  private static final String NUMBER = "1069012345";
  private static final String DISTRICT = "310115";
  private static final int BATCH = 100;
  private static final int PUSHES_AT_ONCE = 4;
  /** A gateway waits for minutes; on this morning there is no time for that. */
  private static final Duration PUSH_AGAIN = Duration.ofSeconds(2);
  private static final int PUSHES_MAX = 60;
  /** So many pushes of a hundred at a time, that the answers are not far behind. */
  private static final int ROUND = 20;
  /** Every so many pushes come twice, as when the gateway did not hear the answer. */
  private static final int TWICE_EVERY = 5;
  private static final int ASKING = 60;
  private static final int TAKING_BACK = 30;

  private final Evening evening;
  private final Narrator narrator;
  private final Account account = new Account();
  private final SmsCitizens citizens;
  private final Random random;
  private final Api operator;
  private final Api gateway;
  private final int count;
  private int words;

  private PudongMorning(Evening evening, long seed, int count) {
    this.evening = evening;
    this.narrator = evening.narrator();
    this.citizens = new SmsCitizens(DISTRICT, seed);
    this.random = new Random(seed);
    this.operator = evening.as("operator", "pudong-operator");
    this.gateway = evening.as("sms", "sms-gateway");
    this.count = count;
  }

  /** Plays it. @param count of messages @return what held and what did not */
  static Account play(Path folder, long seed, int count) {
    try (var evening =
        Evening.begin(folder, "2020-02-02T09:00:00+08:00", Map.of("fairlot.sms.per-second", "2000"))) {
      return new PudongMorning(evening, seed, count).play();
    }
  }

  private Account play() {
    setUp();
    var messages = citizens.messages(count);
    // a number of eight digits is found in any time stamp
    evening.knows(registered(messages).filter(m -> m.registrant().number().length() == 18).map(PudongMorning::citizen).toList());
    write(messages);
    answered(messages);
    ask(messages);
    takeBack(messages);
    evening.settle(account, evening.as("registration", "wechat"), List.of());
    return account;
  }

  private void setUp() {
    evening.publishPack(operator, "pudong");
    var goods =
        Api.object(
            "sku", "MASK5", "names", Map.of("zh-CN", "一次性口罩5只", "en", "five disposable masks"), "type", "MASK", "model",
            "disposable", "unitsPerShare", 5, "priceFen", 500);
    operator
        .put(
            "/v1/programmes/" + PROGRAMME,
            Api.object(
                "names", Map.of("zh-CN", "浦东口罩登记 2月2日", "en", "Pudong masks, 2 February"), "pack", "pudong", "packVersion", 1,
                "goods", List.of(goods), "opensOn", "2020-02-02"))
        .orFail("the programme");
    operator.put("/v1/programmes/" + PROGRAMME + "/sms-numbers", Api.object("numbers", List.of(NUMBER)))
        .orFail("the number");
    narrator.say("Citizens of Pudong may write to %s.", NUMBER);
  }

  /** Whose data must not be found anywhere in the end. */
  private static Citizen citizen(Message message) {
    var who = message.registrant();
    return new Citizen(
        who.name(), who.number(), message.phone(), DISTRICT, message.content(), Citizen.Written.WELL, message.content());
  }

  private void write(List<Message> messages) {
    var batches = new ArrayList<List<Message>>();
    for (int i = 0; i < messages.size(); i += BATCH) {
      batches.add(messages.subList(i, Math.min(i + BATCH, messages.size())));
    }
    long started = System.nanoTime();
    int repeated = 0;
    for (int i = 0; i < batches.size(); i += ROUND) {
      var pushes = new ArrayList<Callable<Integer>>();
      for (var batch : batches.subList(i, Math.min(i + ROUND, batches.size()))) {
        pushes.add(() -> push(batch));
        if (random.nextInt(TWICE_EVERY) == 0) {
          pushes.add(() -> push(batch));
          repeated += batch.size();
        }
      }
      Evening.together(pushes, PUSHES_AT_ONCE);
      int sent = Math.min((i + ROUND) * BATCH, messages.size());
      evening.await("the answers keep up", () -> answers().size() >= sent - 2 * ROUND * BATCH);
      narrator.progress("%,d messages", sent);
    }
    narrator.say(
        "%,d messages have come, %,d of them twice, in %.1f s.", messages.size(), repeated,
        (System.nanoTime() - started) / 1e9);
  }

  /** As a gateway does it: again until it is told that all were taken. @return how often it had to */
  private int push(List<Message> batch) {
    var array = batch.stream().map(message -> message.pushed(NUMBER)).toList();
    int times = 1;
    while (gateway.post("/v1/channels/sms/uplink", UUID.randomUUID().toString(), array).body().path("code").asInt(-1) != 0) {
      if (++times > PUSHES_MAX) {
        throw new IllegalStateException("a push was refused " + PUSHES_MAX + " times");
      }
      Evening.pause(PUSH_AGAIN);
    }
    return times;
  }

  /** The templates of the answers by phone, as the provider was given them. */
  private Map<String, List<String>> answers() {
    var answers = new HashMap<String, List<String>>();
    for (var message : evening.provider().taken()) {
      if (ExchangeId.isOne(message.outId().split(":")[0])) {
        answers.computeIfAbsent(message.number(), number -> new ArrayList<>()).add(message.template());
      }
    }
    return answers;
  }

  private void answered(List<Message> messages) {
    evening.await("every message has its answer", () -> answers().size() >= messages.size());
    var codes = new HashMap<String, String>();
    TemplateFile.read().forEach((code, template) -> codes.put(code, template.wordings().get("zh-CN").providerCode()));
    var answers = answers();
    var wrong = new ArrayList<String>();
    var kinds = new TreeMap<String, Integer>();
    for (Message message : messages) {
      kinds.merge(message.reply(), 1, Integer::sum);
      var got = answers.getOrDefault(message.phone(), List.of());
      if (!got.equals(List.of(codes.get(message.reply())))) {
        wrong.add(message.sequenceId() + " was to be told " + message.reply() + " and was told " + got);
      }
    }
    long wellFormed = messages.stream().filter(message -> message.registrant() != null).count();
    int opened = evening.tail().ask(audit -> audit.opened().size());
    narrator.say("%,d are registered; the others were told what is wrong: %s.", opened, kinds);
    account.check("messages, each answered once and rightly", messages.size(), wrong);
    account.check("well-formed messages, each one registration", wellFormed, opened == wellFormed);
  }

  /** How does it stand? */
  private void ask(List<Message> messages) {
    var curious = registered(messages).limit(ASKING).toList();
    curious.forEach(message -> say(message, "查询"));
    evening.await("they are told", () -> toldAgain(curious) == curious.size());
    narrator.say("%d citizens ask how it stands, and are told.", curious.size());
    account.check("questions, each answered", curious.size(), toldAgain(curious) == curious.size());
  }

  private long toldAgain(List<Message> asking) {
    var answers = answers();
    return asking.stream().filter(message -> answers.getOrDefault(message.phone(), List.of()).size() == 2).count();
  }

  private void takeBack(List<Message> messages) {
    var leaving = registered(messages).skip(ASKING).limit(TAKING_BACK).toList();
    var phones = leaving.stream().map(Message::phone).collect(Collectors.toSet());
    leaving.forEach(message -> say(message, "取消"));
    evening.await(
        "they are taken back",
        () -> evening.tail().ask(audit -> audit.closedAs(CaseOutcome.CANCELLED)) >= phones.size());
    narrator.say("%d citizens take their registration back (取消).", phones.size());
    long cancelled = evening.tail().ask(audit -> audit.closedAs(CaseOutcome.CANCELLED));
    account.check("registrations taken back by a word, and no other", cancelled, cancelled == phones.size());
    account.check("exchanges of all phones, each of its own number", exchanges().size(), senders().size() == count);
  }

  private static Stream<Message> registered(List<Message> messages) {
    return messages.stream().filter(message -> message.registrant() != null);
  }

  private void say(Message as, String word) {
    push(List.of(new Message("word-" + ++words, as.phone(), word, "", as.registrant())));
  }

  private List<String> exchanges() {
    var exchanges = new ArrayList<String>();
    evening.tail().events().forEach(recorded -> {
      if (recorded.event() instanceof UplinkAnswered e) {
        exchanges.add(e.exchangeId());
      }
    });
    return exchanges;
  }

  private Set<String> senders() {
    return exchanges().stream().map(id -> CaseId.parse(id).personTag()).collect(Collectors.toCollection(HashSet::new));
  }
}
