package dev.wasmcache.cli.option;

/** When the output has colours. */
public enum ColorWhen {
  auto,
  always,
  never
}
