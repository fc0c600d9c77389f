package dev.wasmcache.engine;

import dev.wasmcache.internal.Digests;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * A digest over numbers and texts, for what is available as objects and not as bytes. Numbers take
 * one byte for each seven bits and texts are preceded by their length, so that two different
 * sequences of calls never hash the same bytes. For one thread.
 */
public final class ContentDigest {

  private static final int BUFFER = 8 * 1024;
  private static final int LONGEST_NUMBER = 10;

  private final MessageDigest digest = Digests.sha256();
  private final byte[] buffer = new byte[BUFFER];
  private int used;

  /** Starts a digest of nothing. */
  public ContentDigest() {}

  /** Adds a number; small ones that are not negative take least. */
  public void add(long number) {
    if (used > BUFFER - LONGEST_NUMBER) {
      flush();
    }
    long rest = number;
    while ((rest & ~0x7fL) != 0) {
      buffer[used++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    buffer[used++] = (byte) rest;
  }

  /** Adds a number that is often a little below zero. */
  public void addSigned(long number) {
    add((number << 1) ^ (number >> 63));
  }

  /** Adds a text. */
  public void add(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    add(bytes.length);
    flush();
    digest.update(bytes);
  }

  /** Returns the SHA-256 of all that was added. Called once, at the end. */
  public byte[] finish() {
    flush();
    return digest.digest();
  }

  private void flush() {
    digest.update(buffer, 0, used);
    used = 0;
  }
}
