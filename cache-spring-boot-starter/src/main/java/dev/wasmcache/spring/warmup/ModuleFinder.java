package dev.wasmcache.spring.warmup;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.ResourcePatternResolver;
import org.springframework.util.StringUtils;

/** Finds the configured modules. Used once, by one thread. */
final class ModuleFinder {

  /** Replaces a character of a file name that the locale does not have. */
  private static final char UNREADABLE = '\uFFFD';

  private final ResourcePatternResolver resources;
  private final Map<String, WarmUpModule> names = new HashMap<>();
  private final Set<String> seen = new HashSet<>();
  private final List<WarmUpModule> modules = new ArrayList<>();
  private final List<WarmUpFailure> failures = new ArrayList<>();

  ModuleFinder(ResourcePatternResolver resources) {
    this.resources = resources;
  }

  /**
   * The result of a search.
   *
   * @param failures locations without a module, and modules without a unique name
   */
  record Found(List<WarmUpModule> modules, List<WarmUpFailure> failures) {}

  /**
   * Finds modules in the order of their locations. A module that two locations name is found once.
   */
  Found find(List<ModuleLocation> locations) {
    for (ModuleLocation location : locations) {
      try {
        find(location);
      } catch (IOException | RuntimeException e) {
        failures.add(new WarmUpFailure("'" + location.location() + "'", location.property(), e));
      }
    }
    return new Found(List.copyOf(modules), List.copyOf(failures));
  }

  private void find(ModuleLocation location) throws IOException {
    List<Resource> there = new ArrayList<>();
    for (Resource resource : resources.getResources(location.location())) {
      if (resource.isReadable()) {
        there.add(resource);
      }
    }
    if (there.isEmpty()) {
      throw new WarmUpProblem("is missing: there is no module at this location");
    }
    if (location.name().isPresent() && there.size() > 1) {
      throw new WarmUpProblem(
          "has %d modules, but the name '%s' is for one"
              .formatted(there.size(), location.name().get()));
    }
    for (Resource resource : there) {
      // Several names may stand for one module, with different engines for example.
      if (seen.add(resource.getURL().toExternalForm()) || location.injectable()) {
        add(location, resource);
      }
    }
  }

  private void add(ModuleLocation location, Resource resource) {
    String name = location.name().orElseGet(() -> fileName(resource));
    WarmUpModule module = new WarmUpModule(name, location, resource);
    if (name.indexOf(UNREADABLE) >= 0) {
      failures.add(module.failed(new WarmUpProblem("has a name that cannot be read")));
      return;
    }
    WarmUpModule other = names.putIfAbsent(name, module);
    if (other == null) {
      modules.add(module);
    } else {
      String both =
          "has the same name as another one, %s: give it another name, as in 'other=%s'"
              .formatted(other.resource().getDescription(), location.location());
      failures.add(module.failed(new WarmUpProblem(both)));
    }
  }

  private static String fileName(Resource resource) {
    String name = Optional.ofNullable(resource.getFilename()).orElse(resource.getDescription());
    return StringUtils.stripFilenameExtension(name);
  }
}
