package dev.wasmcache.disk;

import dev.wasmcache.ArtifactStore;
import dev.wasmcache.CacheKey;
import dev.wasmcache.EntryContent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Notes beside the entries. A lost note is no loss, so that none waits for fsync. */
final class NoteFiles {

  private final FileCalls files;
  private final DiskLayout layout;

  NoteFiles(FileCalls files, DiskLayout layout) {
    this.files = files;
    this.layout = layout;
  }

  Optional<byte[]> read(CacheKey key) throws IOException {
    Path path = layout.note(key);
    try {
      if (!files.attributes(path).isRegularFile()) {
        return Optional.empty();
      }
      try (InputStream content = files.read(path)) {
        byte[] note = content.readNBytes(ArtifactStore.MAXIMUM_NOTE_BYTES + 1);
        return note.length > ArtifactStore.MAXIMUM_NOTE_BYTES
            ? Optional.empty()
            : Optional.of(note);
      }
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** The bytes of a note, as the content of a file. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Note(byte[] bytes) implements EntryContent {
    @Override
    public long size() {
      return bytes.length;
    }

    @Override
    public void writeTo(Sink sink) throws IOException {
      sink.write(0, bytes, 0, bytes.length);
    }
  }
}
