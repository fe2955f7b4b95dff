package org.fairlot.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fairlot.k8s.Manifests.BASE;
import static org.fairlot.k8s.Manifests.OVERLAYS;
import static org.fairlot.k8s.Manifests.SERVICES;
import static org.fairlot.k8s.Manifests.base;
import static org.fairlot.k8s.Manifests.container;
import static org.fairlot.k8s.Manifests.everything;
import static org.fairlot.k8s.Manifests.files;
import static org.fairlot.k8s.Manifests.folder;
import static org.fairlot.k8s.Manifests.nameOf;
import static org.fairlot.k8s.Manifests.read;
import static org.fairlot.k8s.Manifests.setting;
import static org.fairlot.k8s.Manifests.texts;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.fairlot.runtime.FairlotProperties;
import org.fairlot.runtime.ServiceDefinition;
import org.fairlot.runtime.topics.TopicPlan;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import tools.jackson.databind.JsonNode;

/** Holds every manifest against the services that it runs. */
class ManifestsTest {

  /** Names kept for what the services will answer later: data subjects and auditors; until then 404. */
  private static final Set<String> KEPT = Set.of("/v1/audit(/.*)?$");

  private static final Path RUNTIME = Path.of("../platform/runtime/src/main/resources/fairlot-runtime.yaml");

  @Test
  void every_file_belongs_to_its_kustomization_and_every_file_named_is_there() {
    for (Path folder : Stream.concat(Stream.of(BASE), OVERLAYS.stream()).toList()) {
      var kustomization = read(folder.resolve("kustomization.yaml")).getFirst();
      var named = new TreeSet<String>();
      kustomization.path("resources").forEach(r -> named.add(r.stringValue()));
      kustomization.path("patches").forEach(p -> named.add(p.get("path").stringValue()));
      named.forEach(name -> assertThat(folder.resolve(name)).exists());
      named.remove("../../base");
      assertThat(named)
          .as(folder.toString())
          .isEqualTo(
              new TreeSet<>(
                  files(folder).map(f -> f.getFileName().toString()).filter(f -> !f.equals("kustomization.yaml"))
                      .toList()));
    }
  }

  @Test
  void there_is_a_stateful_set_a_service_and_a_disruption_budget_for_each_service() {
    assertThat(base("StatefulSet")).extracting(Manifests::nameOf).containsExactlyInAnyOrderElementsOf(SERVICES);
    assertThat(base("PodDisruptionBudget")).extracting(Manifests::nameOf).containsExactlyInAnyOrderElementsOf(SERVICES);
    for (String service : SERVICES) {
      assertThat(Manifests.module(service).resolve("pom.xml")).as("the image is named after its module").exists();
      assertThat(setting(service, "/fairlot/service").stringValue()).isEqualTo(service);
    }
  }

  @Test
  void the_ports_are_those_on_which_the_services_listen() {
    String management = base("ConfigMap", "fairlot-environment").at("/data/MANAGEMENT_SERVER_PORT").stringValue();
    for (String service : SERVICES) {
      assertThat(setting(service, "/server/port").stringValue())
          .isEqualTo("${FAIRLOT_PORT:" + port(service, "http") + "}");
      assertThat(port(service, "management")).hasToString(management);
      assertThat(base("Service", service).at("/spec/ports/0/targetPort").stringValue()).isEqualTo("http");
    }
  }

  @Test
  void probes_ask_for_health_groups_that_the_runtime_opens() {
    var health = read(RUNTIME).getFirst().at("/management/endpoint/health");
    assertThat(health.at("/probes/enabled").booleanValue()).isTrue();
    assertThat(health.at("/group/readiness/include").stringValue()).contains("suite");
    for (String service : SERVICES) {
      for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
        var get = container(service).at("/" + probe + "/httpGet");
        String group = probe.equals("readinessProbe") ? "readiness" : "liveness";
        assertThat(get.get("path").stringValue()).isEqualTo("/actuator/health/" + group);
        assertThat(port(service, get.get("port").stringValue())).isPositive();
      }
    }
  }

  @Test
  void selectors_find_the_pods_they_are_meant_for() {
    for (String service : SERVICES) {
      var set = base("StatefulSet", service);
      var labels = texts(set.at("/spec/template/metadata/labels"));
      assertThat(labels).containsAllEntriesOf(texts(set.at("/spec/selector/matchLabels")));
      assertThat(labels).containsAllEntriesOf(texts(base("Service", service).at("/spec/selector")));
      var budget = base("PodDisruptionBudget", service);
      assertThat(labels).containsAllEntriesOf(texts(budget.at("/spec/selector/matchLabels")));
      for (String other : SERVICES) {
        boolean selected = labels.entrySet().containsAll(texts(base("Service", other).at("/spec/selector")).entrySet());
        assertThat(selected).as("%s selects pods of %s", other, service).isEqualTo(other.equals(service));
      }
      var headless = base("Service", set.at("/spec/serviceName").stringValue());
      assertThat(headless.at("/spec/clusterIP").stringValue()).isEqualTo("None");
      assertThat(labels).containsAllEntriesOf(texts(headless.at("/spec/selector")));
    }
  }

  @Test
  void network_policies_speak_of_labels_and_ports_that_exist() {
    var pods = new ArrayList<Map<String, String>>();
    SERVICES.forEach(s -> pods.add(texts(base("StatefulSet", s).at("/spec/template/metadata/labels"))));
    pods.add(texts(base("Job", "topics").at("/spec/template/metadata/labels")));
    for (var policy : base("NetworkPolicy")) {
      var selector = texts(policy.at("/spec/podSelector/matchLabels"));
      assertThat(pods).as(nameOf(policy)).anyMatch(labels -> labels.entrySet().containsAll(selector.entrySet()));
      policy.at("/spec/ingress").forEach(rule -> rule.get("ports").forEach(port ->
          assertThat(port.get("port").stringValue()).isIn("http", "management")));
    }
    var closed = base("NetworkPolicy", "fairlot-closed");
    assertThat(pods).allMatch(
        labels -> labels.entrySet().containsAll(texts(closed.at("/spec/podSelector/matchLabels")).entrySet()));
    assertThat(closed.at("/spec/policyTypes").size()).isEqualTo(2);
    assertThat(closed.path("spec").has("ingress") || closed.path("spec").has("egress")).isFalse();
  }

  @Test
  void every_variable_is_one_that_the_service_reads() {
    for (String service : SERVICES) {
      var settings = new Settings(service);
      for (String variable : Settings.variables(container(service))) {
        assertThat(settings.reads(variable)).as("%s reads %s", service, variable).isTrue();
      }
    }
    for (Path overlay : OVERLAYS) {
      var settings = new Settings(SERVICES.getFirst());
      read(overlay.resolve("environment.yaml")).getFirst().get("data").propertyNames()
          .forEach(variable -> assertThat(settings.reads(variable)).as("%s: %s", overlay, variable).isTrue());
    }
    assertThat(new Settings("allocation").reads("FAIRLOT_NO_SUCH_THING")).isFalse();
  }

  @Test
  void every_setting_without_a_default_is_given() {
    for (String service : SERVICES) {
      var given = Settings.variables(container(service));
      assertThat(given).as(service).containsAll(new Settings(service).withoutDefault());
    }
  }

  @Test
  void what_is_taken_from_a_config_map_stands_in_it() {
    var settings = texts(base("ConfigMap", "fairlot-settings").get("data")).keySet();
    var used = new TreeSet<String>();
    SERVICES.forEach(service -> container(service).get("env").forEach(variable -> {
      var key = variable.at("/valueFrom/configMapKeyRef");
      if (!key.isMissingNode()) {
        assertThat(key.get("name").stringValue()).isEqualTo("fairlot-settings");
        used.add(key.get("key").stringValue());
      }
    }));
    assertThat(used).isEqualTo(settings);
    for (Path overlay : OVERLAYS) {
      assertThat(settings).containsAll(texts(read(overlay.resolve("settings.yaml")).getFirst().get("data")).keySet());
    }
  }

  @Test
  void the_job_makes_the_topics_of_every_service_by_its_own_plan() throws ReflectiveOperationException {
    var task =
        Class.forName("org.fairlot.runtime.FairlotAutoConfiguration$CreatingTopics")
            .getAnnotation(ConditionalOnProperty.class);
    var containers = base("Job", "topics").at("/spec/template/spec/containers");
    assertThat(containers).extracting(c -> c.get("name").stringValue()).containsExactlyInAnyOrderElementsOf(SERVICES);
    for (var container : containers) {
      var service = container(container.get("name").stringValue());
      assertThat(container.get("image")).isEqualTo(service.get("image"));
      assertThat(container.at("/args/0").stringValue())
          .isEqualTo("--" + task.name()[0] + "=" + task.havingValue());
      assertThat(container.get("envFrom")).isEqualTo(service.get("envFrom"));
      var environment = new TreeSet<>(Settings.variables(service));
      environment.remove("FAIRLOT_INSTANCE");
      assertThat(new TreeSet<>(Settings.variables(container))).isEqualTo(environment);
    }
  }

  @Test
  void scaling_looks_at_the_deciders_input() {
    var scaled = folder(Path.of("overlays/production")).stream()
        .filter(d -> d.get("kind").stringValue().equals("ScaledObject")).toList();
    assertThat(scaled).extracting(Manifests::nameOf).containsExactlyInAnyOrderElementsOf(SERVICES);
    for (var object : scaled) {
      String service = nameOf(object);
      var plan =
          new TopicPlan(
              ServiceDefinition.named(service).build(),
              new FairlotProperties.Topics("", 24, (short) 3, (short) 2, false, 60));
      var kafka = object.at("/spec/triggers/0/metadata");
      assertThat(object.at("/spec/scaleTargetRef/name").stringValue()).isEqualTo(service);
      assertThat(kafka.get("consumerGroup").stringValue()).isEqualTo(plan.application("decider"));
      assertThat(kafka.get("topic").stringValue()).isEqualTo(plan.commands());
    }
  }

  @Test
  void the_topics_fit_on_the_brokers_of_each_overlay() {
    for (Path overlay : OVERLAYS) {
      var environment = texts(base("ConfigMap", "fairlot-environment").get("data"));
      environment.putAll(texts(read(overlay.resolve("environment.yaml")).getFirst().get("data")));
      int brokers = folder(overlay).stream()
          .filter(d -> d.get("kind").stringValue().equals("KafkaNodePool"))
          .filter(d -> d.at("/spec/roles").toString().contains("broker"))
          .mapToInt(d -> d.at("/spec/replicas").intValue()).sum();
      int replication = Integer.parseInt(environment.get("FAIRLOT_TOPICS_REPLICATION"));
      assertThat(replication).as(overlay.toString()).isLessThanOrEqualTo(brokers);
      assertThat(Integer.parseInt(environment.get("FAIRLOT_TOPICS_MIN_IN_SYNC"))).isLessThanOrEqualTo(replication);
      var kafka =
          folder(overlay).stream().filter(d -> d.get("kind").stringValue().equals("Kafka")).findFirst().orElseThrow();
      assertThat(environment.get("FAIRLOT_KAFKA"))
          .isEqualTo(nameOf(kafka) + "-kafka-bootstrap:" + kafka.at("/spec/kafka/listeners/0/port").intValue());
      assertThat(kafka.at("/spec/kafka/config/auto.create.topics.enable").stringValue()).isEqualTo("false");
    }
  }

  @Test
  void the_ingress_holds_the_table_of_the_one_origin() throws IOException {
    var expected = new ArrayList<String>();
    try (var table = ManifestsTest.class.getResourceAsStream("/org/fairlot/contracts/routes.txt")) {
      new String(table.readAllBytes(), StandardCharsets.UTF_8).lines().filter(line -> line.startsWith("/")).forEach(line -> {
        String[] route = line.split("\\s+");
        boolean open = route[0].endsWith("/**");
        String prefix = open ? route[0].substring(0, route[0].length() - 3) : route[0];
        expected.add(prefix.replace("*", "[^/]+") + (open ? "(/.*)?" : "") + "$ " + route[1]);
      });
    }
    var held = new ArrayList<String>();
    ingressPaths().forEach(path ->
        held.add(path.get("path").stringValue() + " " + path.at("/backend/service/name").stringValue()));
    assertThat(held).isEqualTo(expected);
  }

  @Test
  void the_ingress_leads_every_public_path_to_its_service_and_knows_no_others() throws IOException {
    var used = new TreeSet<String>();
    var documented = new TreeSet<String>();
    for (String service : SERVICES) {
      Path document = Path.of("../contracts/openapi", service + ".yaml");
      if (!Files.exists(document)) {
        continue;
      }
      documented.add(service);
      for (String path : read(document).getFirst().get("paths").propertyNames()) {
        String called = path.replaceAll("\\{[^}]+}", "x-1");
        var matching = ingressPaths().stream()
            .filter(p -> Pattern.matches(p.get("path").stringValue(), called)).toList();
        assertThat(matching).as(path).isNotEmpty();
        var first = matching.getFirst();
        var longest = matching.stream()
            .reduce((a, b) -> b.get("path").stringValue().length() > a.get("path").stringValue().length() ? b : a)
            .orElseThrow();
        assertThat(first.at("/backend/service/name").stringValue()).as(path).isEqualTo(service);
        assertThat(longest).as("%s by nginx's order", path).isEqualTo(first);
        used.add(first.get("path").stringValue());
      }
    }
    assertThat(documented).isNotEmpty();
    assertThat(ingressPaths())
        .filteredOn(p -> documented.contains(p.at("/backend/service/name").stringValue()))
        .extracting(p -> p.get("path").stringValue())
        .allSatisfy(path ->
            assertThat(used.contains(path)).as("%s is answered, or kept for later", path)
                .isNotEqualTo(KEPT.contains(path)));
  }

  @Test
  void no_secret_stands_in_a_manifest() {
    var telling = Pattern.compile("(?i).*(SECRET|PASSWORD|PEPPER|ACCESS_?KEY|PRIVATE|MONGODB|_KEY).*");
    var credentials = Pattern.compile("://[^/]*:[^/]*@|[A-Za-z0-9+/]{43}=|-----BEGIN|eyJ[A-Za-z0-9_-]{10}");
    assertThat(everything()).isNotEmpty().noneMatch(d -> d.get("kind").stringValue().equals("Secret"));
    everything().forEach(document -> {
      assertThat(credentials.matcher(document.toString()).find()).as(nameOf(document)).isFalse();
      document.findValues("env").forEach(env -> env.forEach(variable -> {
        if (telling.matcher(variable.get("name").stringValue()).matches()) {
          assertThat(variable.at("/valueFrom/secretKeyRef").isMissingNode()).as(variable.toString()).isFalse();
        }
      }));
      if (document.get("kind").stringValue().equals("ConfigMap")) {
        assertThat(document.get("data").propertyNames()).noneMatch(key -> telling.matcher(key).matches());
      }
    });
  }

  @Test
  void every_secret_is_explained_to_the_operator() throws IOException {
    String readme = Files.readString(Path.of("README.md"));
    var keys = new TreeSet<String>();
    everything().forEach(document -> document.findValues("secretKeyRef").forEach(reference -> {
      assertThat(reference.get("name").stringValue()).isEqualTo("fairlot-secrets");
      keys.add(reference.get("key").stringValue());
    }));
    assertThat(keys).isNotEmpty().allSatisfy(key -> assertThat(readme).contains("`" + key + "`"));
  }

  @Test
  void a_pod_may_do_little_and_has_the_time_to_close() {
    for (String service : SERVICES) {
      var pod = base("StatefulSet", service).at("/spec/template/spec");
      assertThat(pod.at("/securityContext/runAsNonRoot").booleanValue()).isTrue();
      assertThat(container(service).at("/securityContext/readOnlyRootFilesystem").booleanValue()).isTrue();
      assertThat(container(service).at("/resources/limits/memory").isMissingNode()).isFalse();
      // Spring gives each phase of a shutdown thirty seconds
      assertThat(Duration.ofSeconds(pod.get("terminationGracePeriodSeconds").intValue()))
          .isGreaterThan(
              Duration.ofSeconds(30 + container(service).at("/lifecycle/preStop/sleep/seconds").intValue()));
      String stateDir = base("ConfigMap", "fairlot-environment").at("/data/FAIRLOT_STATE_DIR").stringValue();
      assertThat(container(service).get("volumeMounts"))
          .anyMatch(mount -> mount.get("name").stringValue().equals("state")
              && stateDir.startsWith(mount.get("mountPath").stringValue() + "/"));
    }
  }

  private static List<JsonNode> ingressPaths() {
    var paths = new ArrayList<JsonNode>();
    base("Ingress", "fairlot").at("/spec/rules/0/http/paths").forEach(paths::add);
    return paths;
  }

  private static int port(String service, String name) {
    for (var port : container(service).get("ports")) {
      if (port.get("name").stringValue().equals(name)) {
        return port.get("containerPort").intValue();
      }
    }
    throw new AssertionError(service + " has no port " + name);
  }
}
