package dev.wasmcache.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wasmcache.Requirement;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/**
 * The service as {@code kubernetes.yaml} runs it: the user, the groups, the volumes and the
 * settings are those of the file. The root file system is read-only, an {@code emptyDir} has the
 * owner and the mode that Kubernetes gives it.
 */
@EnabledOnOs(OS.LINUX)
@Tag("one-jdk")
class KubernetesIT {

  private static final List<String> LAUNCH = List.of("-jar", "/srv/app.jar");

  @TempDir private Path directory;

  private final Manifest manifest = Manifest.read(Path.of("kubernetes.yaml"));
  private Path volume;
  private Path container;

  @BeforeEach
  void makeContainer() throws Exception {
    Requirement.root();
    Requirement.command("setpriv", "util-linux");
    Requirement.command("unshare", "util-linux");
    assertThat(manifest.mountPaths()).containsExactly("/cache", "/tmp");
    volume = emptyDir(directory.resolve("cache"));
    Path tmp = emptyDir(directory.resolve("tmp"));
    container = directory.resolve("container");
    Files.writeString(
        container,
        """
        #!/bin/bash
        exec unshare --mount --propagation private bash -euc '
          mount -t tmpfs -o mode=755 tmpfs /srv
          mkdir /srv/cache
          touch /srv/app.jar
          mount --bind "%1$s" /srv/app.jar
          mount --bind "%2$s" /srv/cache
          mount --bind "%3$s" /tmp
          mount -o remount,ro /srv
          mount -o remount,bind,ro /
          if touch /etc/written 2>/dev/null; then echo "The root file system is writable."; exit 1; fi
          cd /
          exec setpriv --reuid %4$s --regid %5$s --groups %6$s --no-new-privs --inh-caps=-all --bounding-set=-all -- \
            "$@"' container "%7$s" "$@"
        """
            .formatted(
                Path.of(System.getProperty("sample.jar")).toAbsolutePath(),
                volume,
                tmp,
                manifest.pod("runAsUser"),
                manifest.pod("runAsGroup"),
                manifest.pod("fsGroup"),
                Service.java()));
    Files.setPosixFilePermissions(container, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** As Kubernetes makes it: every user can write to it, and what is created has the group. */
  private Path emptyDir(Path path) throws Exception {
    Files.createDirectory(path);
    run("chgrp", manifest.pod("fsGroup"), path.toString());
    run("chmod", "2777", path.toString());
    return path;
  }

  @Test
  void start_readOnlyRootAndAnyUser_keepsModulesInTheVolumeForTheNextContainer() throws Exception {
    try (Service service = start("first.log")) {
      assertThat(service.post("/modules/calculator/functions/evaluate", "[\"2 * (3 + 4) ^ 2\"]"))
          .isEqualTo("{\"result\":\"98\"}");
      assertThat(service.log()).contains("0 modules from disk, 5 compiled").doesNotContain("WARN");
      assertThat(service.get("/actuator/health/wasmCache")).contains("\"status\":\"UP\"");
    }
    Path kept = volume.resolve("wasm-cache");
    assertThat(Files.getAttribute(kept, "unix:uid").toString())
        .isEqualTo(manifest.pod("runAsUser"));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept)))
        .isEqualTo("rwx------");
    try (Service service = start("second.log")) {
      assertThat(service.log()).contains("5 modules from disk, 0 compiled").doesNotContain("WARN");
    }
  }

  /** Why the setting is in the file: the volume alone is not a place that only this user writes. */
  @Test
  void start_withoutTrustInParents_saysWhatToSetAndKeepsNothing() throws Exception {
    Map<String, String> environment = environment();
    environment.remove("WASM_CACHE_DISK_TRUST_PARENTS");
    Path log = directory.resolve("untrusted.log");
    Process process = Service.process(log, environment, container, LAUNCH);
    try {
      await()
          .atMost(Duration.ofMinutes(1))
          .failFast("the service has ended", () -> !process.isAlive())
          .until(() -> Files.readString(log).contains("nothing is kept on disk"));
    } finally {
      process.destroyForcibly().waitFor();
    }
    assertThat(Files.readString(log)).contains("wasm.cache.disk.trust-parents=true");
    try (Stream<Path> files = Files.walk(volume)) {
      assertThat(files.filter(Files::isRegularFile)).isEmpty();
    }
  }

  private Service start(String log) throws IOException {
    return Service.start(directory.resolve(log), environment(), container, LAUNCH);
  }

  /** Returns the settings of the file, with the volume where the container has it here. */
  private Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>();
    manifest
        .environment()
        .forEach((name, value) -> environment.put(name, value.replace("/cache/", "/srv/cache/")));
    return environment;
  }

  private static void run(String... command) throws Exception {
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }

  /** What the test needs of the file. */
  private record Manifest(Map<String, Object> pod) {

    static Manifest read(Path file) {
      try (InputStream in = Files.newInputStream(file)) {
        Map<String, Object> deployment = new Yaml().load(in);
        return new Manifest(map(map(map(deployment.get("spec")).get("template")).get("spec")));
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    String pod(String name) {
      return map(pod.get("securityContext")).get(name).toString();
    }

    Map<String, String> environment() {
      Map<String, String> environment = new HashMap<>();
      for (Map<String, Object> variable : maps(container().get("env"))) {
        environment.put(variable.get("name").toString(), variable.get("value").toString());
      }
      return environment;
    }

    List<String> mountPaths() {
      return maps(container().get("volumeMounts")).stream()
          .map(mount -> mount.get("mountPath").toString())
          .toList();
    }

    private Map<String, Object> container() {
      return maps(pod.get("containers")).get(0);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
      return (Map<String, Object>) value;
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> maps(Object value) {
      return (List<Map<String, Object>>) value;
    }
  }
}
