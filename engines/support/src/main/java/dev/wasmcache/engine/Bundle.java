package dev.wasmcache.engine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The content of an artifact, an ordinary JAR:
 *
 * <pre>
 * artifact = stored-zip(info bodies? class*)
 * info     = entry "wasm-cache.properties": see {@link BundleInfo}
 * bodies   = entry "interpreted.code": a code section of the interpreted functions alone, ascending
 *            by index, if the module is emptied and there are such functions
 * class    = entry "(binary name with slashes).class", ascending by name
 * </pre>
 *
 * <p>What the classes need of the module is made from the module itself, which a caller has, since
 * the key of the artifact is made from it. Artifacts of earlier formats hold it, after the info, as
 * entry "module.wasm".
 *
 * <p>Its bytes must not be changed by its holders.
 */
public final class Bundle {

  /** Raised with every change of an artifact's content or meaning. */
  static final int FORMAT_VERSION = 4;

  private static final String INFO = "wasm-cache.properties";
  private static final String MODULE = "module.wasm";
  private static final String BODIES = "interpreted.code";
  private static final String CLASS = ".class";

  private final BundleInfo info;
  private final byte @Nullable [] module;
  private final byte[] bodies;
  private final SortedMap<String, ByteBuffer> classes;

  /**
   * @param module null unless the artifact is of an earlier format
   */
  private Bundle(
      BundleInfo info,
      byte @Nullable [] module,
      byte[] bodies,
      SortedMap<String, ByteBuffer> classes) {
    this.info = info;
    this.module = module;
    this.bodies = bodies;
    this.classes = classes;
  }

  /**
   * Makes a bundle from the result of a compiler.
   *
   * @param module what the recipe makes from the module that was compiled
   * @param bodies the code section of the interpreted functions, or empty if the module has them or
   *     there are none
   * @param mainClass the binary name of the machine's class
   * @param classFiles the class files by name, binary or with slashes
   */
  public static Bundle of(
      ModuleRecipe recipe,
      byte[] module,
      byte[] bodies,
      String mainClass,
      Map<String, byte[]> classFiles) {
    SortedMap<String, ByteBuffer> classes = new TreeMap<>();
    for (Map.Entry<String, byte[]> entry : classFiles.entrySet()) {
      classes.put(entry.getKey().replace('/', '.'), ByteBuffer.wrap(entry.getValue()));
    }
    BundleInfo info = new BundleInfo(mainClass, classes.size(), recipe, checksum(module));
    return new Bundle(info, null, bodies, classes);
  }

  /** Returns which module the classes run with. */
  public ModuleForm form() {
    return info.recipe().form();
  }

  /**
   * Returns the module that the classes run with, in the form that {@link #form} specifies.
   *
   * @param wasm the module that was compiled
   * @throws IllegalArgumentException if it is another one
   * @throws RuntimeException another one, if it is being changed
   */
  public byte[] module(byte[] wasm) {
    if (module != null) {
      return module;
    }
    byte[] made = info.recipe().apply(wasm);
    if (!Objects.equals(checksum(made), info.moduleChecksum())) {
      throw new IllegalArgumentException("The artifact was compiled from another module");
    }
    return made;
  }

  private static int checksum(byte[] module) {
    CRC32 checksum = new CRC32();
    checksum.update(module);
    return (int) checksum.getValue();
  }

  /** Returns the code section of the interpreted functions; empty if there is none. */
  public byte[] bodies() {
    return bodies;
  }

  /** Returns the indices of the functions that are interpreted, ascending. */
  public Set<Integer> interpretedFunctions() {
    return info.recipe().interpretedFunctions();
  }

  /** Returns the class files by binary name. */
  public SortedMap<String, ByteBuffer> classes() {
    return classes;
  }

  /** Returns the binary name of the machine's class. */
  String mainClass() {
    return info.mainClass();
  }

  /**
   * Estimates how many bytes of heap and metaspace it takes when loaded.
   *
   * @param loaded what {@link #module} returned
   */
  public long weight(byte[] loaded) {
    return ModuleWeight.of(this, loaded);
  }

  /**
   * Returns the artifact; equal bundles produce the same bytes. For bundles that were made from the
   * result of a compiler.
   */
  public byte[] toBytes() {
    int size = bodies.length + 64 * 1024;
    for (ByteBuffer classFile : classes.values()) {
      size += classFile.remaining();
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(size);
    try (StoredZipWriter zip = new StoredZipWriter(bytes)) {
      zip.add(INFO, info.toBytes());
      if (bodies.length > 0) {
        zip.add(BODIES, bodies);
      }
      for (Map.Entry<String, ByteBuffer> entry : classes.entrySet()) {
        byte[] classFile = new byte[entry.getValue().remaining()];
        entry.getValue().duplicate().get(classFile);
        zip.add(entry.getKey().replace('.', '/') + CLASS, classFile);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("A byte array cannot fail", e);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads a bundle; the classes are slices of the buffer.
   *
   * @throws IllegalArgumentException if its structure is not the one that {@link #toBytes} writes
   */
  public static Bundle read(ByteBuffer artifact) {
    SortedMap<String, ByteBuffer> classes = new TreeMap<>();
    byte[] info = null;
    byte[] module = null;
    byte[] bodies = {};
    StoredZipReader zip = new StoredZipReader(artifact);
    while (zip.next()) {
      String name = zip.name();
      if (name.equals(INFO)) {
        info = zip.checkedContent();
      } else if (name.equals(MODULE)) {
        module = zip.checkedContent();
      } else if (name.equals(BODIES)) {
        bodies = zip.checkedContent();
      } else if (name.endsWith(CLASS)) {
        String binaryName = name.substring(0, name.length() - CLASS.length()).replace('/', '.');
        classes.put(binaryName, zip.content());
      }
    }
    if (info == null) {
      throw new IllegalArgumentException("The artifact has no " + INFO);
    }
    Bundle bundle = new Bundle(BundleInfo.parse(info), module, bodies, classes);
    bundle.requireComplete();
    return bundle;
  }

  /** What is missing would not be noticed before its first use. */
  private void requireComplete() {
    if (module == null && info.moduleChecksum() == null) {
      throw new IllegalArgumentException("The artifact has no " + MODULE);
    }
    if (form() == ModuleForm.EMPTIED && bodies.length == 0 && !interpretedFunctions().isEmpty()) {
      throw new IllegalArgumentException("The artifact has no " + BODIES);
    }
    if (classes.size() != info.classCount()) {
      throw new IllegalArgumentException(
          "The artifact has " + classes.size() + " classes, not " + info.classCount());
    }
    if (!classes.containsKey(info.mainClass())) {
      throw new IllegalArgumentException("The artifact lacks its class " + info.mainClass());
    }
  }
}
