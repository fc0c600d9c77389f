package dev.wasmcache;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.wasmcache.internal.entry.Authenticator;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipFile;
import javax.crypto.Mac;
import org.junit.jupiter.api.Test;

final class ArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.wasmcache");

  private static final Set<String> OPENING = Set.of("read", "write", "tryLock", "createFile");

  private static final DescribedPredicate<JavaClass> HANDLE_AUTHENTICATORS =
      DescribedPredicate.describe(
          "handle authenticators",
          type ->
              type.isAssignableTo(Authenticator.class)
                  || type.getDirectDependenciesFromSelf().stream()
                      .map(Dependency::getTargetClass)
                      .anyMatch(
                          target ->
                              target.isEquivalentTo(Mac.class)
                                  || target.isEquivalentTo(MessageDigest.class)
                                  || target.isEquivalentTo(Signature.class)));

  @Test
  void core_always_knowsNoFrameworkAndNoEngine() {
    check(
        noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.springframework..", "io.micrometer..", "run.endive..")
            .because("an application that embeds the core has neither"));
  }

  @Test
  void sources_always_nameNoFrameworkAndNoneOfItsProperties() throws IOException {
    try (Stream<Path> sources = Files.walk(Path.of("src/main"))) {
      List<Path> files = sources.filter(Files::isRegularFile).toList();
      assertThat(files).isNotEmpty();
      for (Path file : files) {
        assertThat(Files.readString(file))
            .as("%s: a failure carries its setting, and a framework names it", file)
            .doesNotContain("wasm.cache.")
            .doesNotContainIgnoringCase("spring");
      }
    }
  }

  @Test
  void stats_always_importNothingElse() {
    check(
        noClasses()
            .that()
            .resideInAPackage("dev.wasmcache.stats")
            .should()
            .dependOnClassesThat(
                JavaClass.Predicates.resideInAPackage("dev.wasmcache..")
                    .and(
                        DescribedPredicate.not(
                            JavaClass.Predicates.resideInAPackage("dev.wasmcache.stats"))))
            .because("everything else counts with them, and a cycle would tie it together"));
  }

  @Test
  void format_always_knowsNoTier() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage("dev.wasmcache.internal.entry", "dev.wasmcache.internal.archive")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.wasmcache.internal.guard", "dev.wasmcache.internal.compile")
            .because("a format is understood without what moves its bytes"));
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
            .doNotHaveSimpleName("DiskLayer")
            .and()
            .doNotHaveSimpleName("UserCacheDirectory")
            .and()
            .areNotMemberClasses()
            .and()
            .doNotHaveSimpleName("package-info")
            .should()
            .bePackagePrivate()
            .because("a package has one or two public types"));
  }

  @Test
  void D30_file_always_isOpenedWhereItIsChecked() {
    check(
        noClasses()
            .that()
            .doNotHaveSimpleName("TrustedFiles")
            .should()
            .callMethodWhere(
                DescribedPredicate.describe(
                    "opens a file",
                    call ->
                        call.getTargetOwner().getName().equals("dev.wasmcache.disk.FileCalls")
                            && OPENING.contains(call.getName())))
            .because("a name may lead to a pipe, or to what another user has written"));
  }

  @Test
  void entry_never_isDeserialised() {
    check(
        noClasses()
            .should()
            .dependOnClassesThat()
            .areAssignableTo(ObjectInputStream.class)
            .because("an entry comes from a place where an attacker may write"));
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
  void D15_authenticator_always_isComparedInConstantTime() {
    check(comparesInConstantTime());
    check(
        classes()
            .that()
            .haveSimpleName("HmacAuthenticator")
            .should()
            .callMethod(MessageDigest.class, "isEqual", byte[].class, byte[].class));
    check(
        classes()
            .that()
            .haveSimpleName("Ed25519")
            .should()
            .callMethod(Signature.class, "verify", byte[].class));
  }

  @Test
  void D15_naiveComparison_isCaught() {
    assertThat(comparesInConstantTime().evaluate(fixtures()).getFailureReport().getDetails())
        .hasSize(2);
  }

  private static ArchRule comparesInConstantTime() {
    return noClasses()
        .that(HANDLE_AUTHENTICATORS)
        .should()
        .callMethodWhere(
            calls(Arrays.class, "equals")
                .or(calls(Arrays.class, "mismatch"))
                .or(calls(Arrays.class, "compare"))
                .or(calls(ByteBuffer.class, "equals"))
                .or(calls(ByteBuffer.class, "mismatch"))
                .or(calls(ByteBuffer.class, "compareTo")))
        .because("the duration of a comparison tells how much of it was right");
  }

  @Test
  void F17_entry_never_isUnpacked() {
    check(unpacksNothing());
  }

  @Test
  void F17_naiveReader_isCaught() {
    assertThat(unpacksNothing().evaluate(fixtures()).hasViolation()).isTrue();
  }

  private static ArchRule unpacksNothing() {
    return noClasses()
        .should()
        .dependOnClassesThat()
        .areAssignableTo(Inflater.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(InflaterInputStream.class) // of ZIP, JAR and GZIP too
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(ZipFile.class)
        .because("a few bytes can unpack to more than there is room for");
  }

  /** Code that is easily written without thinking. */
  private static JavaClasses fixtures() {
    return new ClassFileImporter().importClasses(NaiveReader.class);
  }

  private static final class NaiveReader {
    static boolean isValid(byte[] authenticator, byte[] header) throws GeneralSecurityException {
      byte[] expected = Mac.getInstance("HmacSHA256").doFinal(header);
      return Arrays.equals(authenticator, expected)
          && ByteBuffer.wrap(authenticator).equals(ByteBuffer.wrap(expected));
    }

    static byte[] unpack(InputStream entry) throws IOException {
      return new GZIPInputStream(entry).readAllBytes();
    }
  }

  @Test
  void temporaryDirectory_never_isUsed() {
    check(
        noClasses()
            .should()
            .callMethodWhere(calls(Files.class, "createTemp"))
            .because("every user can write to the system's temporary directory"));
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
