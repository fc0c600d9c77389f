package dev.wasmcache.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version of the command and of the engines that it brings. */
final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() {
    try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
      Properties properties = new Properties();
      properties.load(in);
      return new String[] {
        "wasm-cache " + properties.getProperty("version"),
        "Endive " + properties.getProperty("endive"),
        "Chicory " + properties.getProperty("chicory"),
        "Java " + Runtime.version()
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
