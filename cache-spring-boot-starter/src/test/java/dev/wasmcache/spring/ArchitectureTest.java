package dev.wasmcache.spring;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

final class ArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.wasmcache.spring");

  /** The root is no feature: it has the properties that all of them read, and assembles them. */
  @Test
  void features_always_areFreeOfCycles() {
    slices()
        .matching("dev.wasmcache.spring.(*)..")
        .should()
        .beFreeOfCycles()
        .because("a feature is understood, and left out, without those that build on it")
        .check(CLASSES);
  }

  @Test
  void setting_always_knowsNoFeature() {
    noClasses()
        .that()
        .resideInAPackage("dev.wasmcache.spring.setting")
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.wasmcache..")
                .and(
                    not(resideInAnyPackage("dev.wasmcache.spring.setting", "dev.wasmcache.admin"))))
        .because("every feature refuses its values with it")
        .check(CLASSES);
  }

  @Test
  void starter_always_usesWhatEveryApplicationCanUse() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.wasmcache.internal..")
        .because("what the starter needs, another framework needs too")
        .check(CLASSES);
  }
}
