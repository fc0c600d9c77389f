package dev.wasmcache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class RespScannerTest {

  private static final RespScanner.Limits LIMITS = new RespScanner.Limits(10_000, 64, 100);

  @Test
  void S18_scan_everyHostileAnswer_isRefusedAtWhateverBytesItIsSplit() {
    for (String hostile : HostileAnswers.all()) {
      for (int piece : new int[] {1, 2, 3, 7, 1_000_000}) {
        assertThatThrownBy(() -> scan(new RespScanner(LIMITS), FakeRedis.bytes(hostile), piece))
            .as(hostile)
            .isInstanceOf(RefusedAnswerException.class);
      }
    }
  }

  /** Valid answers of a server are never refused, and are counted, wherever they are split. */
  @Test
  void S18_scan_wellFormedAnswers_isNeverRefused() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 2_000; round++) {
      ByteArrayOutputStream stream = new ByteArrayOutputStream();
      line(stream, "%0");
      int values = 1 + random.nextInt(8);
      for (int i = 1; i < values; i++) {
        write(stream, random, 0, new int[] {LIMITS.elements()});
        if (random.nextInt(4) == 0) {
          stream.writeBytes(FakeRedis.bytes(">2\r\n+invalidate\r\n*1\r\n$1\r\nk\r\n"));
        }
      }
      RespScanner scanner = new RespScanner(LIMITS);
      scanner.expectLogin();
      scanner.expect(values);
      scan(scanner, stream.toByteArray(), 1 + random.nextInt(40));
      assertThat(scanner.takeValues()).as("seed %d, round %d", seed, round).isEqualTo(values);
    }
  }

  private static void write(ByteArrayOutputStream out, Random random, int depth, int[] left) {
    int kind = random.nextInt(depth < RespScanner.MAXIMUM_DEPTH ? 14 : 10);
    switch (kind) {
      case 0 -> line(out, "+" + "x".repeat(random.nextInt(100)));
      case 1 -> line(out, "-ERR " + "y".repeat(random.nextInt(90)));
      case 2 -> line(out, ":" + random.nextLong());
      case 3 -> line(out, "," + random.nextDouble());
      case 4 -> line(out, random.nextBoolean() ? "#t" : "#f");
      case 5 -> line(out, "_");
      case 6 -> line(out, "(" + "-9".repeat(1) + "9".repeat(random.nextInt(300)));
      case 7 -> line(out, random.nextBoolean() ? "$-1" : "*-1");
      case 8 -> body(out, '$', random.nextInt(150), random);
      case 9 -> body(out, random.nextBoolean() ? '=' : '!', 4 + random.nextInt(90), random);
      default -> {
        char type = "*~%*".charAt(kind - 10);
        int most = Math.min(6, type == '%' ? left[0] / 2 : left[0]);
        int count = most == 0 ? 0 : random.nextInt(most + 1);
        int elements = type == '%' ? 2 * count : count;
        left[0] -= elements;
        line(out, "" + type + count);
        for (int i = 0; i < elements; i++) {
          write(out, random, depth + 1, left);
        }
      }
    }
  }

  private static void line(ByteArrayOutputStream out, String text) {
    out.writeBytes((text + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
  }

  private static void body(ByteArrayOutputStream out, char type, int length, Random random) {
    line(out, "" + type + length);
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    out.writeBytes(bytes);
    out.writeBytes(new byte[] {'\r', '\n'});
  }

  @Test
  void S20_scan_answerWithoutARequest_isRefusedWhereItBegins() throws Exception {
    RespScanner scanner = new RespScanner(LIMITS);
    scanner.expectLogin();
    scanner.expect(2);
    ByteBuf bytes = buffer("+OK\r\n*1\r\n:1\r\n+OK\r\n");
    assertThatThrownBy(() -> scanner.scan(bytes)).hasMessageContaining("there is no request");
    assertThat(scanner.end()).isEqualTo(13);
    assertThat(scanner.takeValues()).isEqualTo(2);
  }

  @Test
  void S31_scan_nothingInAnswerToTheLogin_isRefused() throws Exception {
    for (String nothing : new String[] {"$-1\r\n", "*-1\r\n", "_\r\n"}) {
      RespScanner scanner = new RespScanner(LIMITS);
      scanner.expectLogin();
      scanner.expect(2);
      assertThatThrownBy(() -> scanner.scan(buffer(nothing)))
          .hasMessageContaining("null in answer to the login");
      RespScanner afterwards = new RespScanner(LIMITS);
      afterwards.expectLogin();
      afterwards.expect(2);
      afterwards.scan(buffer("%0\r\n" + nothing));
    }
  }

  @Test
  void S30_scan_controlCharactersInATextForPeople_areOverwritten() throws Exception {
    RespScanner scanner = new RespScanner(LIMITS);
    ByteBuf bytes = buffer("-ERR \033[31mred\7\r\n!7\r\n\033\033a\rb\n\0\r\n$2\r\n\033\0\r\n");
    scanner.scan(bytes);
    assertThat(bytes.toString(StandardCharsets.ISO_8859_1))
        .isEqualTo("-ERR ?[31mred?\r\n!7\r\n??a?b??\r\n$2\r\n\033\0\r\n");
  }

  private static ByteBuf buffer(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
  }

  private static void scan(RespScanner scanner, byte[] bytes, int piece) throws Exception {
    for (int from = 0; from < bytes.length; from += piece) {
      int length = Math.min(piece, bytes.length - from);
      scanner.scan(Unpooled.copiedBuffer(bytes, from, length));
    }
  }
}
