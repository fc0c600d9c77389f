package dev.wasmcache.engine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The content of an artifact, an ordinary JAR:
 *
 * <pre>
 * artifact = stored-zip(info module bodies? class*)
 * info     = entry "wasm-cache.properties": see {@link BundleInfo}
 * module   = entry "module.wasm": the module in the form that the info says, or nothing
 * bodies   = entry "interpreted.code": a code section of the interpreted functions alone, ascending
 *            by index, if the module is emptied and there are such functions
 * class    = entry "(binary name with slashes).class", ascending by name
 * </pre>
 *
 * Its bytes must not be changed by its holders.
 */
public final class Bundle {

  /** Raised with every change of an artifact's content or meaning. */
  static final int FORMAT_VERSION = 3;

  private static final String INFO = "wasm-cache.properties";
  private static final String MODULE = "module.wasm";
  private static final String BODIES = "interpreted.code";
  private static final String CLASS = ".class";

  private final BundleInfo info;
  private final byte[] module;
  private final byte[] bodies;
  private final SortedMap<String, ByteBuffer> classes;

  private Bundle(
      BundleInfo info, byte[] module, byte[] bodies, SortedMap<String, ByteBuffer> classes) {
    this.info = info;
    this.module = module;
    this.bodies = bodies;
    this.classes = classes;
  }

  /**
   * Makes a bundle from the result of a compiler.
   *
   * @param form the form of {@code module}
   * @param bodies the code section of the interpreted functions, or empty if the module has them or
   *     there are none
   * @param interpreted the indices of the functions that are interpreted
   * @param mainClass the binary name of the machine's class
   * @param classFiles the class files by name, binary or with slashes
   */
  public static Bundle of(
      ModuleForm form,
      byte[] module,
      byte[] bodies,
      Set<Integer> interpreted,
      String mainClass,
      Map<String, byte[]> classFiles) {
    SortedMap<String, ByteBuffer> classes = new TreeMap<>();
    for (Map.Entry<String, byte[]> entry : classFiles.entrySet()) {
      classes.put(entry.getKey().replace('/', '.'), ByteBuffer.wrap(entry.getValue()));
    }
    return new Bundle(
        new BundleInfo(mainClass, classes.size(), form, interpreted), module, bodies, classes);
  }

  /** Returns how much of the module it holds. */
  public ModuleForm form() {
    return info.form();
  }

  /** Returns the module in the form that {@link #form} specifies. */
  public byte[] module() {
    return module;
  }

  /** Returns the code section of the interpreted functions; empty if there is none. */
  public byte[] bodies() {
    return bodies;
  }

  /** Returns the indices of the functions that are interpreted, ascending. */
  public Set<Integer> interpretedFunctions() {
    return info.interpretedFunctions();
  }

  /** Returns the class files by binary name. */
  public SortedMap<String, ByteBuffer> classes() {
    return classes;
  }

  /** Returns the binary name of the machine's class. */
  String mainClass() {
    return info.mainClass();
  }

  /** Estimates how many bytes of heap and metaspace it takes when loaded. */
  public long weight() {
    return ModuleWeight.of(this);
  }

  /** Returns the artifact; equal bundles produce the same bytes. */
  public byte[] toBytes() {
    int size = module.length + bodies.length + 64 * 1024;
    for (ByteBuffer classFile : classes.values()) {
      size += classFile.remaining();
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(size);
    try (StoredZipWriter zip = new StoredZipWriter(bytes)) {
      zip.add(INFO, info.toBytes());
      zip.add(MODULE, module);
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
    if (info == null || module == null) {
      throw new IllegalArgumentException("The artifact has no " + (info == null ? INFO : MODULE));
    }
    Bundle bundle = new Bundle(BundleInfo.parse(info), module, bodies, classes);
    bundle.requireComplete();
    return bundle;
  }

  /** What is missing would not be noticed before its first use. */
  private void requireComplete() {
    if (form() == ModuleForm.EMPTIED
        && bodies.length == 0
        && !info.interpretedFunctions().isEmpty()) {
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
