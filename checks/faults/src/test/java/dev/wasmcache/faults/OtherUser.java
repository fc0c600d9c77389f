package dev.wasmcache.faults;

import dev.wasmcache.Requirement;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/** An unprivileged user, and JVMs that run as this user. */
final class OtherUser {

  private static final String ID = "65534";

  private static final String[] AS_USER = {
    "setpriv", "--reuid=" + ID, "--regid=" + ID, "--clear-groups", "--inh-caps=-all", "--"
  };

  private final String classPath;

  private OtherUser(String classPath) {
    this.classPath = classPath;
  }

  /**
   * Lets this user access a folder, and copies the class path there: its origin is often in another
   * user's home.
   */
  static OtherUser in(Path work) throws IOException, InterruptedException {
    Requirement.root();
    Requirement.command("setpriv", "util-linux");
    Command.run("chmod", "a+rx", work.toString());
    Path copies = work.resolve("class-path");
    OtherUser user = new OtherUser(ClassPaths.copy(copies));
    Command.run("chmod", "-R", "a+rX", copies.toString());
    return user;
  }

  TargetJvm start() throws IOException {
    return TargetJvm.startOn(classPath, Map.of(), AS_USER);
  }

  /** Runs a program of the system as this user, to its end. */
  void run(String... command) throws IOException, InterruptedException {
    Command.run(Stream.concat(Stream.of(AS_USER), Stream.of(command)).toArray(String[]::new));
  }

  /** Gives a file, or a folder with its content, to this user. */
  void own(Path path) throws IOException, InterruptedException {
    Command.run("chown", "-R", ID + ":" + ID, path.toString());
  }

  /** Gives it to root. */
  static void rootOwns(Path path) throws IOException, InterruptedException {
    Command.run("chown", "-R", "0:0", path.toString());
  }
}
