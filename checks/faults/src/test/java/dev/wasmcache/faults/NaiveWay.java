package dev.wasmcache.faults;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** Ways to store entries, each without one of the protections. */
enum NaiveWay {
  /** Writes to the final name, and throws every exception. */
  IN_PLACE,

  /** Renames a file that has not been synced. */
  UNSYNCED {
    @Override
    boolean write(Path file, byte[] body) throws IOException {
      Path temporary = temporary(file.getParent());
      Files.write(temporary, body);
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
      return true;
    }
  },

  /** Assumes that one write writes all bytes. */
  ONE_WRITE {
    @Override
    boolean write(Path file, byte[] body) throws IOException {
      try (FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        channel.write(ByteBuffer.wrap(body));
        channel.force(true);
      }
      return true;
    }
  },

  /** Syncs again after a failure, and believes the second answer. */
  SYNCS_AGAIN {
    @Override
    boolean write(Path file, byte[] body) throws IOException {
      Path temporary = temporary(file.getParent());
      try (FileOutputStream output = new FileOutputStream(temporary.toFile())) {
        output.write(body);
        try {
          output.getFD().sync();
        } catch (IOException e) {
          output.getFD().sync();
        }
      }
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
      return true;
    }
  },

  /** Ignores an error of close, because all bytes have been written. */
  IGNORES_CLOSE {
    @Override
    boolean write(Path file, byte[] body) throws IOException {
      Path temporary = temporary(file.getParent());
      FileOutputStream output = new FileOutputStream(temporary.toFile());
      output.write(body);
      output.getFD().sync();
      try {
        output.close();
      } catch (IOException e) {
        // Assumes that close cannot fail.
      }
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
      return true;
    }
  },

  /** Fails silently, and leaves the temporary file. */
  LEAVES_TEMPORARY {
    @Override
    boolean write(Path file, byte[] body) {
      try {
        return UNSYNCED.write(file, body);
      } catch (IOException e) {
        return false;
      }
    }
  },

  /** Treats an unreadable entry as damaged. */
  DELETES_UNREADABLE {
    @Override
    Optional<byte[]> read(Path file) throws IOException {
      try {
        return super.read(file);
      } catch (IOException e) {
        Files.deleteIfExists(file);
        return Optional.empty();
      }
    }
  },

  /** Gives itself the permissions that it lacks. */
  WIDENS_RIGHTS {
    @Override
    boolean write(Path file, byte[] body) throws IOException {
      try {
        return super.write(file, body);
      } catch (AccessDeniedException e) {
        Files.setPosixFilePermissions(
            file.getParent(), PosixFilePermissions.fromString("rwxrwxrwx"));
        return super.write(file, body);
      }
    }
  },

  /** Creates the directory again with default permissions. */
  MAKES_DIRECTORY_FOR_ALL {
    @Override
    boolean write(Path file, byte[] body) throws IOException {
      if (!Files.exists(file.getParent())) {
        Files.createDirectories(file.getParent());
        // As with the usual umask.
        Files.setPosixFilePermissions(
            file.getParent(), PosixFilePermissions.fromString("rwxr-xr-x"));
      }
      return super.write(file, body);
    }
  },

  /** Writes to the directory for temporary files. */
  TEMPORARY_ELSEWHERE {
    @Override
    boolean write(Path file, byte[] body) throws IOException {
      Path temporary = temporary(Path.of(System.getProperty("java.io.tmpdir")));
      try {
        Files.write(temporary, body);
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        return true;
      } finally {
        Files.deleteIfExists(temporary);
      }
    }
  };

  /** Returns whether it was stored. */
  boolean write(Path file, byte[] body) throws IOException {
    Files.write(file, body);
    return true;
  }

  Optional<byte[]> read(Path file) throws IOException {
    return Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
  }

  private static Path temporary(Path folder) throws IOException {
    return Files.createTempFile(folder, "", ".tmp");
  }
}
