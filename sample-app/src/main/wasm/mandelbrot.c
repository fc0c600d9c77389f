/* Draws the Mandelbrot set as a PNG. Without a C library: a PNG may hold its pixels uncompressed. */
#include "guest.h"

#define MAXIMUM_SIDE 2048
#define ITERATIONS 255
#define STORED_BLOCK 65535u

extern uint8_t __heap_base;

static uintptr_t heap_end = 0;

EXPORT(alloc) void *allocate(uint32_t size) {
  const uint64_t page = 65536;
  if (heap_end == 0) heap_end = (uintptr_t)&__heap_base;
  const uintptr_t start = (heap_end + 15) & ~(uintptr_t)15;
  const uint64_t end = (uint64_t)start + size;
  const uint64_t have = (uint64_t)__builtin_wasm_memory_size(0) * page;
  if (end > have && __builtin_wasm_memory_grow(0, (size_t)((end - have + page - 1) / page)) == (size_t)-1)
    __builtin_trap();
  heap_end = (uintptr_t)end;
  return (void *)start;
}

/* The file as it grows; the CRC covers the chunk that is being written, the Adler sum the pixels. */
typedef struct {
  uint8_t *next;
  uint32_t crc;
  uint32_t adler_a, adler_b;
  uint32_t left_in_block, left;
} png;

static uint32_t crc_table[256];

static void make_crc_table(void) {
  for (uint32_t n = 0; n < 256; n++) {
    uint32_t c = n;
    for (int k = 0; k < 8; k++) c = c & 1 ? 0xedb88320u ^ (c >> 1) : c >> 1;
    crc_table[n] = c;
  }
}

static void put(png *p, uint8_t byte) {
  *p->next++ = byte;
  p->crc = crc_table[(p->crc ^ byte) & 0xff] ^ (p->crc >> 8);
}

static void put_u32(png *p, uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) put(p, (uint8_t)(value >> shift));
}

static void begin_chunk(png *p, uint32_t length, const char *type) {
  put_u32(p, length);
  p->crc = 0xffffffffu;
  for (int i = 0; i < 4; i++) put(p, (uint8_t)type[i]);
}

static void end_chunk(png *p) { put_u32(p, ~p->crc); }

static void begin_block(png *p) {
  const uint32_t length = p->left < STORED_BLOCK ? p->left : STORED_BLOCK;
  put(p, p->left == length);
  put(p, (uint8_t)length);
  put(p, (uint8_t)(length >> 8));
  put(p, (uint8_t)~length);
  put(p, (uint8_t)(~length >> 8));
  p->left_in_block = length;
}

static void put_pixel(png *p, uint8_t byte) {
  if (p->left_in_block == 0) begin_block(p);
  put(p, byte);
  p->left_in_block--;
  p->left--;
  p->adler_a = (p->adler_a + byte) % 65521;
  p->adler_b = (p->adler_b + p->adler_a) % 65521;
}

static uint8_t iterations(double cx, double cy) {
  double x = 0, y = 0;
  int n = 0;
  while (n < ITERATIONS && x * x + y * y <= 4) {
    const double next = x * x - y * y + cx;
    y = 2 * x * y + cy;
    x = next;
    n++;
  }
  return (uint8_t)n;
}

/* Black inside of the set; outside from dark blue to white: the closer to the set, the lighter. */
static void put_palette(png *p) {
  begin_chunk(p, 3 * 256, "PLTE");
  for (int n = 0; n < 256; n++) {
    const int warm = n * 6 > 255 ? 255 : n * 6;
    const int cold = 64 + n * 12 > 255 ? 255 : 64 + n * 12;
    const int inside = n == ITERATIONS;
    put(p, (uint8_t)(inside ? 0 : warm));
    put(p, (uint8_t)(inside ? 0 : (warm + cold) / 2));
    put(p, (uint8_t)(inside ? 0 : cold));
  }
  end_chunk(p);
}

/* Draws the part of the plane around (x, y) that is `height` high. Traps if a side is not 1 to 2048 pixels. */
EXPORT(render) answer render(double x, double y, double height, int32_t pixels_wide, int32_t pixels_high) {
  if (pixels_wide < 1 || pixels_high < 1 || pixels_wide > MAXIMUM_SIDE || pixels_high > MAXIMUM_SIDE)
    __builtin_trap();
  make_crc_table();

  const uint32_t raw = (uint32_t)(pixels_wide + 1) * (uint32_t)pixels_high;
  const uint32_t blocks = (raw + STORED_BLOCK - 1) / STORED_BLOCK;
  const uint32_t data = 2 + raw + 5 * blocks + 4;
  uint8_t *file = allocate(data + 1024);
  png p = {.next = file, .adler_a = 1, .left = raw};

  static const uint8_t signature[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  for (size_t i = 0; i < sizeof signature; i++) put(&p, signature[i]);

  begin_chunk(&p, 13, "IHDR");
  put_u32(&p, (uint32_t)pixels_wide);
  put_u32(&p, (uint32_t)pixels_high);
  put(&p, 8); /* bits a pixel */
  put(&p, 3); /* that are an index into the palette */
  put(&p, 0);
  put(&p, 0);
  put(&p, 0);
  end_chunk(&p);

  put_palette(&p);

  begin_chunk(&p, data, "IDAT");
  put(&p, 0x78);
  put(&p, 0x01);
  const double step = height / pixels_high;
  for (int32_t row = 0; row < pixels_high; row++) {
    put_pixel(&p, 0); /* no filter */
    const double cy = y + (pixels_high / 2.0 - row - 0.5) * step;
    for (int32_t column = 0; column < pixels_wide; column++)
      put_pixel(&p, iterations(x + (column + 0.5 - pixels_wide / 2.0) * step, cy));
  }
  put_u32(&p, (p.adler_b << 16) | p.adler_a);
  end_chunk(&p);

  begin_chunk(&p, 0, "IEND");
  end_chunk(&p);
  return answer_of(file, (size_t)(p.next - file));
}
