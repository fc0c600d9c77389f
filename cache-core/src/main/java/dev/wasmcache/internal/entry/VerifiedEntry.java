package dev.wasmcache.internal.entry;

/**
 * An entry of which every byte has been verified.
 *
 * @param array holds the body
 * @param offset where the body starts
 * @param header its length is that of the body
 * @param sealedHeader the header as it is stored, with its authenticator
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared, never changed.
public record VerifiedEntry(byte[] array, int offset, EntryHeader header, byte[] sealedHeader) {}
