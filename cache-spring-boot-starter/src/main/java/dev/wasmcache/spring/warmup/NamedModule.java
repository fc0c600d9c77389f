package dev.wasmcache.spring.warmup;

import dev.wasmcache.spring.reload.FileStamp;
import dev.wasmcache.spring.reload.ReloadableFile;
import dev.wasmcache.spring.reload.Reloader;
import dev.wasmcache.stats.Origin;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A module below {@code wasm.modules}, and the handle that stands for it. Once it is loaded, it
 * stays loaded, whatever is evicted. Thread-safe.
 *
 * @param <M> a module of its engine
 */
final class NamedModule<M> implements Supplier<M> {

  private final ModuleLocation location;
  private final WarmUpModules<M> target;
  private final Function<List<ModuleLocation>, ModuleFinder.Found> finder;
  private final Supplier<Reloader> reloader;
  private final Optional<M> handle;
  private final ReentrantLock publishing = new ReentrantLock();
  private volatile @Nullable M current;

  /**
   * @param finder finds the module when it is first used
   * @param reloader called only if the module is to be reloaded
   */
  NamedModule(
      ModuleLocation location,
      WarmUpModules<M> target,
      Function<List<ModuleLocation>, ModuleFinder.Found> finder,
      Supplier<Reloader> reloader) {
    this.location = location;
    this.target = target;
    this.finder = finder;
    this.reloader = reloader;
    this.handle = target.handle(this);
  }

  /** Returns what stands for this module; the module itself if its engine has no handles. */
  M handle() {
    return handle.isPresent() ? handle.get() : get();
  }

  /** Returns the current module, which is loaded unless it is. */
  @Override
  public M get() {
    M known = current;
    return known != null ? known : load(find()).module();
  }

  private WarmUpModule find() {
    ModuleFinder.Found found = finder.apply(List.of(location));
    if (!found.failures().isEmpty()) {
      throw new WarmUpException(found.failures());
    }
    return found.modules().get(0);
  }

  /** Loads the module. Returns where it came from; empty if it did not stay live. */
  Optional<Origin> loadNow(WarmUpModule found) {
    return load(found).origin();
  }

  /** Loads the module as the warm-up does, from where it is. */
  Optional<Origin> loadNow() {
    return loadNow(find());
  }

  private WarmUpModules.Loaded<M> load(WarmUpModule found) {
    Path file = location.reload() ? found.file() : null;
    // Looked at before it is read: a change while it is read is a change.
    FileStamp stamp = file == null ? null : FileStamp.of(file);
    WarmUpModules.Loaded<M> loaded = target.load(found);
    publishing.lock();
    try {
      if (current == null) {
        current = loaded.module();
        if (file != null && stamp != null) {
          reloader.get().watch(new ReloadableFile(found.name(), file, stamp, this::replace));
        }
      }
    } finally {
      publishing.unlock();
    }
    return loaded;
  }

  private void replace(byte[] wasm) {
    current = target.replace(location.name().orElseThrow(), wasm);
  }
}
