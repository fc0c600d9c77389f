package dev.wasmcache.disk;

import dev.wasmcache.Requirement;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** Kinds of file under a name that are not regular files. */
enum SpecialFile {
  /** Opening one waits for its other end. */
  PIPE {
    @Override
    void create(Path path) throws IOException, InterruptedException {
      Requirement.command("mkfifo", "coreutils");
      run("mkfifo", path);
    }
  },
  SOCKET {
    @Override
    void create(Path path) throws IOException {
      // The path of a socket must be short until it is moved.
      Path name = Files.createTempDirectory("s").resolve("s");
      try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
        socket.bind(UnixDomainSocketAddress.of(name));
        Files.move(name, path);
      }
      Files.delete(name.getParent());
    }
  },
  LINK_TO_A_PIPE {
    @Override
    void create(Path path) throws IOException, InterruptedException {
      Path pipe = path.resolveSibling("pipe-" + System.nanoTime());
      PIPE.create(pipe);
      Files.createSymbolicLink(path, pipe);
    }
  },
  DANGLING_LINK {
    @Override
    void create(Path path) throws IOException {
      Files.createSymbolicLink(path, path.resolveSibling("missing-" + System.nanoTime()));
    }
  },
  DEVICE {
    @Override
    void create(Path path) throws IOException, InterruptedException {
      Requirement.root();
      // The null device, which accepts every write and is always empty.
      run("mknod", "-m", "600", path, "c", "1", "3");
    }
  },
  DIRECTORY {
    @Override
    void create(Path path) throws IOException {
      Files.createDirectory(path);
    }
  };

  abstract void create(Path path) throws IOException, InterruptedException;

  /** Creates it, replacing an existing file of that name. */
  void createInPlaceOf(Path path) throws IOException, InterruptedException {
    Files.deleteIfExists(path);
    create(path);
  }

  private static void run(Object... command) throws IOException, InterruptedException {
    String[] words = new String[command.length];
    for (int i = 0; i < words.length; i++) {
      words[i] = command[i].toString();
    }
    Process process = new ProcessBuilder(words).inheritIO().start();
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", words) + " failed");
    }
  }
}
