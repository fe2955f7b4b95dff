package org.fairlot.runtime.topics;

import org.fairlot.runtime.FairlotProperties;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ExitCodeGenerator;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** {@code --fairlot.task=topics}: creates the service's topics by the plan and exits; the Job on Kubernetes. */
public final class TopicsTask implements ApplicationRunner, ExitCodeGenerator {

  private final FairlotProperties properties;
  private final TopicPlan plan;
  private final ConfigurableApplicationContext context;

  public TopicsTask(FairlotProperties properties, TopicPlan plan, ConfigurableApplicationContext context) {
    this.properties = properties;
    this.plan = plan;
    this.context = context;
  }

  @Override
  public void run(ApplicationArguments args) {
    try (var admin = TopicsAtStart.admin(properties)) {
      plan.create(admin);
    }
    System.exit(SpringApplication.exit(context, this));
  }

  @Override
  public int getExitCode() {
    return 0;
  }
}
