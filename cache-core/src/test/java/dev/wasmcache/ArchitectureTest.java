package dev.wasmcache;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.ObjectInputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class ArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.wasmcache");

  @Test
  void core_always_knowsNoFrameworkAndNoEngine() {
    check(
        noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.springframework..", "io.micrometer..", "run.endive..")
            .because("who embeds the core has neither"));
  }

  @Test
  void root_always_knowsNoStore() {
    check(
        noClasses()
            .that()
            .resideInAPackage("dev.wasmcache")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.wasmcache.disk")
            .because("dependencies point from a store to the interface"));
  }

  @Test
  void store_always_isSeenThroughItsFrontOnly() {
    check(
        classes()
            .that()
            .resideInAPackage("dev.wasmcache.disk")
            .and()
            .haveSimpleNameNotStartingWith("DiskStore")
            .and()
            .doNotHaveSimpleName("CacheDirectoryException")
            .and()
            .areNotMemberClasses()
            .and()
            .doNotHaveSimpleName("package-info")
            .should()
            .bePackagePrivate()
            .because("a package shows one or two types"));
  }

  @Test
  void entry_never_isDeserialised() {
    check(
        noClasses()
            .should()
            .dependOnClassesThat()
            .areAssignableTo(ObjectInputStream.class)
            .because("an entry comes from where an attacker may write"));
  }

  @Test
  void entry_never_isMapped() {
    check(
        noClasses()
            .should()
            .callMethodWhere(calls(FileChannel.class, "map"))
            .because("a mapped file can change after it was checked"));
  }

  @Test
  void authenticator_always_isComparedInConstantTime() {
    check(
        noClasses()
            .that()
            .areAssignableTo(Integrity.class)
            .or()
            .haveSimpleName("EntryReader")
            .should()
            .callMethod(Arrays.class, "equals", byte[].class, byte[].class)
            .because("the time of a comparison tells how much of it was right"));
    check(
        classes()
            .that()
            .haveSimpleName("HmacIntegrity")
            .should()
            .callMethod(MessageDigest.class, "isEqual", byte[].class, byte[].class));
  }

  @Test
  void temporaryDirectory_never_isUsed() {
    check(
        noClasses()
            .should()
            .callMethodWhere(calls(Files.class, "createTemp"))
            .because("everybody can write the system's temporary directory"));
  }

  @Test
  void process_never_isEnded() {
    check(noClasses().should().callMethod(System.class, "exit", int.class));
  }

  private static DescribedPredicate<JavaMethodCall> calls(Class<?> owner, String prefix) {
    return DescribedPredicate.describe(
        "calls " + owner.getSimpleName() + "." + prefix,
        call -> call.getTargetOwner().isEquivalentTo(owner) && call.getName().startsWith(prefix));
  }

  private static void check(ArchRule rule) {
    rule.check(CLASSES);
  }
}
