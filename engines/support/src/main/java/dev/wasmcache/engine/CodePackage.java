package dev.wasmcache.engine;

/**
 * A package of a library whose code counts. Other packages, of the same library or in the same JAR,
 * do not count: which ones are packaged together differs from application to application.
 *
 * @param path with a slash at the end
 * @param withPackagesBelow whether its subpackages count as well
 */
record CodePackage(String path, boolean withPackagesBelow) {

  /** Whether a class, given by its resource name, is in the package. */
  boolean contains(String resource) {
    return resource.startsWith(path)
        && (withPackagesBelow || resource.indexOf('/', path.length()) < 0);
  }
}
