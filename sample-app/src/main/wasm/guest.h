/*
 * What the service expects of a module that takes or returns text or images:
 *
 *   - it exports its memory, and alloc(size), which returns the address of that many bytes;
 *   - a text argument arrives as two parameters: an address that alloc returned, and a length in bytes (UTF-8);
 *   - an i64 result is an address (upper half) and a length in bytes (lower half). A PNG is returned as an image,
 *     anything else as text.
 *
 * Nothing is ever freed: an instance lives for one call.
 */
#include <stddef.h>
#include <stdint.h>

#define EXPORT(name) __attribute__((export_name(#name)))

typedef uint64_t answer;

static inline answer answer_of(const void *start, size_t length) {
  return ((uint64_t)(uintptr_t)start << 32) | (uint32_t)length;
}
