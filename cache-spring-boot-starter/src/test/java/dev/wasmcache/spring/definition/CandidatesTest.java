package dev.wasmcache.spring.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.BeanDefinitionHolder;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.ResolvableType;
import org.springframework.core.type.AnnotationMetadata;

/** The answers are those of Spring Boot's own conditions on the same beans. */
final class CandidatesTest {

  private static final String ANSWERS = "answers ";

  @ParameterizedTest
  @EnumSource
  void candidates_ofBeansOfEveryKind_answerLikeTheConditions(Scenario scenario) {
    GenericApplicationContext parent = new GenericApplicationContext();
    if (scenario.inParent) {
      scenario.definitions.accept(parent);
    }
    parent.refresh();
    new ApplicationContextRunner()
        .withParent(parent)
        .withInitializer(
            context -> {
              if (!scenario.inParent) {
                scenario.definitions.accept((GenericApplicationContext) context);
              }
            })
        .withConfiguration(AutoConfigurations.of(AnswersBeforeConditions.class, Conditions.class))
        .run(
            context -> {
              assertThat(context).hasNotFailed();
              String conditions =
                  ANSWERS
                      + !context.containsBean("missing")
                      + !context.containsBean("missingHere")
                      + !context.containsBean("missingTexts")
                      + context.containsBean("single");
              assertThat(context.containsBean(conditions)).as(conditions).isTrue();
            });
    parent.close();
  }

  private enum Scenario {
    NONE(false, context -> {}),
    ONE(false, context -> thing(context, "one")),
    IN_PARENT(true, context -> thing(context, "one")),
    TWO(false, context -> things(context)),
    ONE_OF_TWO_PRIMARY(false, context -> things(context).setPrimary(true)),
    ONE_OF_TWO_FALLBACK(false, context -> things(context).setFallback(true)),
    NO_CANDIDATE(false, context -> thing(context, "one").setAutowireCandidate(false)),
    NO_DEFAULT_CANDIDATE(false, context -> thing(context, "one").setDefaultCandidate(false)),
    LAZY_BY_NAME(
        false,
        context -> {
          RootBeanDefinition lazy = new RootBeanDefinition();
          lazy.setBeanClassName(Thing.class.getName());
          lazy.setLazyInit(true);
          context.registerBeanDefinition("one", lazy);
        }),
    ABSTRACT(false, context -> thing(context, "one").setAbstract(true)),
    SINGLETON(false, context -> context.getBeanFactory().registerSingleton("one", new Thing())),
    FACTORY(
        false,
        context ->
            context.registerBeanDefinition("one", new RootBeanDefinition(ThingFactory.class))),
    SCOPED_PROXY(
        false,
        context -> {
          RootBeanDefinition scoped = new RootBeanDefinition(Thing.class);
          scoped.setScope("prototype");
          BeanDefinitionHolder proxy =
              ScopedProxyUtils.createScopedProxy(
                  new BeanDefinitionHolder(scoped, "one"), context, true);
          context.registerBeanDefinition("one", proxy.getBeanDefinition());
        }),
    BOX_OF_TEXT(false, context -> box(context, String.class)),
    BOX_OF_NUMBER(false, context -> box(context, Integer.class));

    final boolean inParent;
    final Consumer<GenericApplicationContext> definitions;

    Scenario(boolean inParent, Consumer<GenericApplicationContext> definitions) {
      this.inParent = inParent;
      this.definitions = definitions;
    }
  }

  private static RootBeanDefinition thing(BeanDefinitionRegistry registry, String name) {
    RootBeanDefinition definition = new RootBeanDefinition(Thing.class);
    registry.registerBeanDefinition(name, definition);
    return definition;
  }

  private static RootBeanDefinition things(BeanDefinitionRegistry registry) {
    thing(registry, "one");
    return thing(registry, "two");
  }

  private static void box(GenericApplicationContext context, Class<?> content) {
    RootBeanDefinition definition = new RootBeanDefinition(Box.class);
    definition.setTargetType(ResolvableType.forClassWithGenerics(Box.class, content));
    context.registerBeanDefinition("box", definition);
  }

  @AutoConfiguration(before = Conditions.class)
  @Import(Answers.class)
  static class AnswersBeforeConditions {}

  @AutoConfiguration
  static class Conditions {
    @Bean
    @ConditionalOnMissingBean(Thing.class)
    String missing() {
      return "";
    }

    @Bean
    @ConditionalOnMissingBean(value = Thing.class, search = SearchStrategy.CURRENT)
    String missingHere() {
      return "";
    }

    @Bean
    @ConditionalOnSingleCandidate(Thing.class)
    String single() {
      return "";
    }

    @Bean
    @ConditionalOnMissingBean
    Box<String> missingTexts() {
      return new Box<>();
    }
  }

  /** Defines a bean whose name consists of the answers. */
  static final class Answers implements ImportBeanDefinitionRegistrar {
    @Override
    public void registerBeanDefinitions(
        AnnotationMetadata importing, BeanDefinitionRegistry registry) {
      Candidates candidates = new Candidates((ConfigurableListableBeanFactory) registry);
      ResolvableType thing = ResolvableType.forClass(Thing.class);
      ResolvableType texts = ResolvableType.forClassWithGenerics(Box.class, String.class);
      String answers =
          ANSWERS
              + candidates.contain(thing)
              + candidates.containHere(thing)
              + candidates.contain(texts)
              + candidates.containSingle(thing);
      registry.registerBeanDefinition(answers, new RootBeanDefinition(Object.class));
    }
  }

  static class Thing {}

  static final class Box<T> {}

  static final class ThingFactory implements FactoryBean<Thing> {
    @Override
    public Thing getObject() {
      return new Thing();
    }

    @Override
    public Class<?> getObjectType() {
      return Thing.class;
    }
  }
}
