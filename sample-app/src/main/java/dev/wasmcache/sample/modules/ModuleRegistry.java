package dev.wasmcache.sample.modules;

import dev.wasmcache.sample.SampleProperties;
import dev.wasmcache.sample.functions.ExportedFunctions;
import dev.wasmcache.sample.problem.Problem;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;

/** The modules by name: the shipped ones, and a bounded number of uploads. Thread-safe. */
@Component
public final class ModuleRegistry {

  private static final Pattern NAME = Pattern.compile("[a-z0-9._-]{1,64}");

  private final SampleProperties.Modules limits;
  private final Map<String, HostedModule> modules = new TreeMap<>();
  private int revisions;

  public ModuleRegistry(SampleProperties properties) {
    this.limits = properties.modules();
    ShippedModules.all().forEach(module -> modules.put(module.name(), module));
  }

  public synchronized List<HostedModule> all() {
    return List.copyOf(modules.values());
  }

  /**
   * Returns a module.
   *
   * @throws Problem if there is none
   */
  public synchronized HostedModule get(String name) {
    HostedModule module = modules.get(name);
    if (module == null) {
      throw Problem.unknownModule(name);
    }
    return module;
  }

  /**
   * Creates a module from uploaded bytes, without adding it to the registry.
   *
   * @throws Problem if {@link #put} would refuse it at this moment
   */
  public synchronized HostedModule prepare(String name, byte[] wasm) {
    if (!NAME.matcher(name).matches()) {
      throw Problem.invalidName(name);
    }
    HostedModule module =
        new HostedModule(
            name,
            name + "#" + ++revisions,
            "Uploaded",
            false,
            wasm.length,
            () -> wasm,
            new ExportedFunctions(Map.of()));
    checkRoom(module);
    return module;
  }

  /**
   * Adds an upload, and returns the module that it replaces.
   *
   * @throws Problem if it would replace a shipped module, or if there is no room
   */
  public synchronized Optional<HostedModule> put(HostedModule upload) {
    checkRoom(upload);
    return Optional.ofNullable(modules.put(upload.name(), upload));
  }

  /**
   * Removes an upload and returns it.
   *
   * @throws Problem if there is none, or if it is shipped
   */
  public synchronized HostedModule remove(String name) {
    HostedModule module = get(name);
    refuseShipped(module);
    modules.remove(name);
    return module;
  }

  private void checkRoom(HostedModule upload) {
    HostedModule replaced = modules.get(upload.name());
    if (replaced != null) {
      refuseShipped(replaced);
    }
    List<HostedModule> others =
        modules.values().stream()
            .filter(module -> !module.shipped() && !module.name().equals(upload.name()))
            .toList();
    if (others.size() >= limits.maxCount()) {
      throw Problem.noRoom("The limit of " + limits.maxCount() + " uploaded modules is reached");
    }
    DataSize left =
        DataSize.ofBytes(
            limits.maxTotalSize().toBytes() - others.stream().mapToLong(HostedModule::size).sum());
    if (upload.size() > left.toBytes()) {
      throw Problem.noRoom(
          "The module has " + upload.size() + " bytes, but there is room for " + left.toBytes());
    }
  }

  private static void refuseShipped(HostedModule module) {
    if (module.shipped()) {
      throw Problem.shippedModule(module.name());
    }
  }
}
