package dev.wasmcache.disk;

import dev.wasmcache.ArtifactStore;
import dev.wasmcache.CacheKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/** Notes beside the entries. Losing a note does no harm, so no write waits for fsync. */
final class NoteFiles {

  private final TrustedFiles trusted;
  private final DiskLayout layout;

  NoteFiles(TrustedFiles trusted, DiskLayout layout) {
    this.trusted = trusted;
    this.layout = layout;
  }

  /** Returns a note; empty if the file must not be used. The next note replaces it. */
  Optional<byte[]> read(CacheKey key) throws IOException {
    try (InputStream content = trusted.read(layout.note(key)).content()) {
      byte[] note = content.readNBytes(ArtifactStore.MAXIMUM_NOTE_BYTES + 1);
      return note.length > ArtifactStore.MAXIMUM_NOTE_BYTES ? Optional.empty() : Optional.of(note);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (RefusedFileException e) {
      trusted.warn("note", "Wasm cache: the note {}", e.getMessage());
      return Optional.empty();
    }
  }
}
