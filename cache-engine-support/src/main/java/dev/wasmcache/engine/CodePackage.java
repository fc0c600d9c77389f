package dev.wasmcache.engine;

/**
 * A package of a library whose code matters. Others, of the same library or of its neighbours in a
 * JAR, do not: what is packaged together differs from application to application.
 *
 * @param path with a slash at the end
 * @param withPackagesBelow whether it stands for those as well
 */
record CodePackage(String path, boolean withPackagesBelow) {

  /** Whether a class, by its name as a resource, is in the package. */
  boolean contains(String resource) {
    return resource.startsWith(path)
        && (withPackagesBelow || resource.indexOf('/', path.length()) < 0);
  }
}
