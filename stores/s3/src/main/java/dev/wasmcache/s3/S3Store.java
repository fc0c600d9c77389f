package dev.wasmcache.s3;

import dev.wasmcache.ArtifactStore;
import dev.wasmcache.CacheKey;
import dev.wasmcache.EntryContent;
import dev.wasmcache.Lease;
import dev.wasmcache.StoreException;
import dev.wasmcache.StoredEntry;
import dev.wasmcache.internal.guard.ColdStart;
import dev.wasmcache.stats.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Entries as objects in a bucket of S3 or of a compatible server.
 *
 * <p>The first writer of a key wins on servers that support conditions; on others the last one of
 * those that write at the same moment. The protocol replaces objects as a whole; the reader checks
 * that an answer is complete. A bad object is read again before it is deleted. An object that
 * replaces it between the two is deleted with it. Objects are never deleted because of their age:
 * give the bucket a lifecycle rule for that.
 *
 * <p>Safe for concurrent use. Only each single read of a body has a time limit; the cache limits
 * what all of it takes. A body that breaks off is read on from there, up to three times. A server
 * that refuses a request because it is busy makes it fail as {@link Outcome#BUSY}.
 */
public final class S3Store implements ArtifactStore {

  /**
   * How often an object that verification refuses is read, and how often a busy server is asked.
   */
  private static final int ATTEMPTS = 3;

  /** The most pages to read when a listing of entries has other names. */
  private static final int MAXIMUM_PAGES = 100;

  private final S3StoreBuilder settings;
  private final S3Objects objects;
  private final S3Clients clients;
  private final S3Calls calls;
  private final S3Leases leases;
  private volatile boolean conditionsKnown = true;

  S3Store(S3StoreBuilder settings) {
    this.settings = settings;
    this.objects = new S3Objects(settings.prefix);
    ColdStart coldStart = new ColdStart(settings.coldStart);
    this.clients = new S3Clients(settings, coldStart);
    this.calls = new S3Calls(clients, settings.bucket, settings.timeout, coldStart);
    this.leases = new S3Leases(calls, objects);
  }

  /** Starts a store in a bucket, which must exist. */
  public static S3StoreBuilder builder(String bucket) {
    return new S3StoreBuilder(bucket);
  }

  @Override
  public Optional<StoredEntry> get(CacheKey key) throws IOException {
    return open(objects.entry(key), 1, null);
  }

  /**
   * @param attempt counted from 1
   * @param refused the tag of the object that verification refused before
   */
  private Optional<StoredEntry> open(String name, int attempt, @Nullable String refused)
      throws IOException {
    Optional<ResponseInputStream<GetObjectResponse>> found;
    try {
      found = calls.get(name);
    } catch (RuntimeException e) {
      throw S3Failures.translate(e);
    }
    if (found.isEmpty()) {
      return Optional.empty();
    }
    ResponseInputStream<GetObjectResponse> answer = found.get();
    boolean opened = false;
    try {
      long size = size(answer.response());
      opened = true;
      return Optional.of(new OpenedObject(answer, size, name, attempt, refused));
    } finally {
      if (!opened) {
        answer.abort();
      }
    }
  }

  /** An object that was read. It is settled if the previous read returned the same object. */
  private final class OpenedObject extends S3Entry {
    private final String name;
    private final int attempt;
    private final @Nullable String tag;
    private final boolean settled;

    private OpenedObject(
        ResponseInputStream<GetObjectResponse> answer,
        long size,
        String name,
        int attempt,
        @Nullable String refused) {
      super(answer, size);
      this.name = name;
      this.attempt = attempt;
      this.tag = answer.response().eTag();
      this.settled = String.valueOf(tag).equals(refused);
      if (attempt > 1 && !settled) {
        // One of the two was the answer to another request.
        clients.closeConnections();
      }
    }

    @Override
    ResponseInputStream<GetObjectResponse> rest(long position) throws IOException {
      return openRest(name, tag, position, size());
    }

    @Override
    public boolean discard() throws IOException {
      return deleteIf(name, tag);
    }

    /**
     * Reads it with another request: if two requests return the same tag, neither was answered by
     * mistake. The connection may be the same; if it returned a different object, the third request
     * uses a new connection.
     */
    @Override
    public Optional<StoredEntry> reopen() throws IOException {
      return settled || attempt == ATTEMPTS
          ? Optional.of(this)
          : open(name, attempt + 1, String.valueOf(tag));
    }
  }

  private ResponseInputStream<GetObjectResponse> openRest(
      String name, @Nullable String tag, long position, long size) throws IOException {
    Optional<ResponseInputStream<GetObjectResponse>> found;
    try {
      found = tag == null ? Optional.empty() : calls.getFrom(name, position, tag);
    } catch (RuntimeException e) {
      throw S3Failures.translate(e);
    }
    if (found.isEmpty()) {
      throw new IOException("S3 no longer has the object that was being read");
    }
    ResponseInputStream<GetObjectResponse> answer = found.get();
    GetObjectResponse response = answer.response();
    String range = "bytes %d-%d/%d".formatted(position, size - 1, size);
    if (!range.equals(response.contentRange()) || !Objects.equals(tag, response.eTag())) {
      answer.abort();
      throw new IOException("S3 did not send the range that was asked for");
    }
    return answer;
  }

  private long size(GetObjectResponse response) throws IOException {
    Long length = response.contentLength();
    if (length == null || length < 0) {
      throw new IOException("S3 does not say how long its answer is");
    }
    if (length > settings.maximumEntryBytes) {
      throw tooLarge(length);
    }
    return length;
  }

  private StoreException tooLarge(long size) {
    return new StoreException(
        Outcome.TOO_LARGE,
        "it has " + size + " bytes; the limit in S3 is " + settings.maximumEntryBytes);
  }

  @Override
  public boolean holds(CacheKey key) throws IOException {
    try {
      return calls.head(objects.entry(key)).isPresent();
    } catch (RuntimeException e) {
      throw S3Failures.translate(e);
    }
  }

  @Override
  public void put(CacheKey key, EntryContent content) throws IOException {
    if (content.size() > settings.maximumEntryBytes) {
      throw tooLarge(content.size());
    }
    byte[] bytes = content.toArray(settings.maximumEntryBytes);
    String name = objects.entry(key);
    for (int attempt = 1; ; attempt++) {
      try {
        if (!conditionsKnown || !putIfAbsent(name, bytes)) {
          calls.put(name, bytes, settings.uploadTimeout, UnaryOperator.identity());
        }
        return;
      } catch (RuntimeException e) {
        if (attempt == ATTEMPTS || !S3Failures.busy(e)) {
          throw S3Failures.translate(e);
        }
        // A fleet waits for this entry.
        Pauses.beforeRepetition(attempt);
      }
    }
  }

  /** Returns false if the server does not support conditions. */
  private boolean putIfAbsent(String name, byte[] bytes) {
    try {
      calls.put(name, bytes, settings.uploadTimeout, request -> request.ifNoneMatch("*"));
      return true;
    } catch (RuntimeException e) {
      if (S3Failures.conditionFailed(e)) {
        // The object was written meanwhile, perhaps by this very call before its answer was lost.
        return true;
      }
      if (S3Failures.conditionNotKnown(e)) {
        conditionsKnown = false;
        return false;
      }
      throw e;
    }
  }

  @Override
  public boolean delete(CacheKey key) throws IOException {
    return deleteIf(objects.entry(key), null);
  }

  /**
   * Looks first: the answer to a DELETE does not tell, and few servers support a conditional
   * DELETE.
   */
  private boolean deleteIf(String name, @Nullable String tag) throws IOException {
    try {
      Optional<HeadObjectResponse> now = calls.head(name);
      return now.isPresent() && (tag == null || tag.equals(now.get().eTag())) && calls.delete(name);
    } catch (RuntimeException e) {
      throw S3Failures.translate(e);
    }
  }

  @Override
  public List<CacheKey> keys(@Nullable CacheKey after, int limit) throws IOException {
    List<CacheKey> keys = new ArrayList<>();
    String last = after == null ? null : objects.entry(after);
    try {
      for (int pages = 0; keys.size() < limit; pages++) {
        if (pages == MAXIMUM_PAGES) {
          throw new IOException(
              "S3 listed %d pages under '%s' in which only %d names are entries"
                  .formatted(pages, objects.entries(), keys.size()));
        }
        ListObjectsV2Response page = calls.list(objects.entries(), last, limit);
        String before = last;
        for (S3Object object : page.contents()) {
          // A server that does not know the position to continue from starts from the beginning.
          boolean further = last == null || object.key().compareTo(last) > 0;
          if (further) {
            last = object.key();
            if (keys.size() < limit) {
              objects.key(object.key()).ifPresent(keys::add);
            }
          }
        }
        if (!Boolean.TRUE.equals(page.isTruncated()) || Objects.equals(before, last)) {
          break;
        }
      }
      return keys;
    } catch (RuntimeException e) {
      throw S3Failures.translate(e);
    }
  }

  @Override
  public Optional<Lease> tryLease(CacheKey key, Duration atMost) throws IOException {
    return leases.tryLease(key, atMost);
  }

  /** Closes the client, if it is this store's own. */
  @Override
  public void close() {
    clients.close();
  }
}
