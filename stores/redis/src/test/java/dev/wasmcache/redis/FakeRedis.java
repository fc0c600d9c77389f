package dev.wasmcache.redis;

import dev.wasmcache.process.FakeServer;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A server that reads requests as Redis does and sends the answers that a test chooses. */
final class FakeRedis extends FakeServer {

  /** The answer of a healthy server to a new client. */
  static final String HELLO =
      "%4\r\n$6\r\nserver\r\n$5\r\nredis\r\n$7\r\nversion\r\n$5\r\n7.0.0\r\n"
          + "$5\r\nproto\r\n:3\r\n$4\r\nrole\r\n$6\r\nmaster\r\n";

  private final boolean bytewise;
  private final Script script;

  /** Chooses the answer. */
  interface Script {

    /**
     * Returns an answer; null to send none.
     *
     * @param command in capital letters
     * @param arguments the whole request, including the command
     * @param connection counted from 1
     */
    byte[] answer(String command, List<byte[]> arguments, int connection);
  }

  FakeRedis(Script script) throws IOException {
    this(script, false);
  }

  /**
   * @param bytewise whether each byte of an answer is sent separately
   */
  FakeRedis(Script script, boolean bytewise) throws IOException {
    this.script = script;
    this.bytewise = bytewise;
    start();
  }

  /** Responds to one command with this, and to the others as a healthy server does. */
  static Script answering(String asked, String answer) {
    return (command, request, connection) ->
        command.equals(asked) ? bytes(answer) : bytes(command.equals("HELLO") ? HELLO : "+OK\r\n");
  }

  String uri() {
    return "redis://127.0.0.1:" + port();
  }

  /** Returns a bulk string of the protocol. */
  static byte[] bulk(byte[] text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(bytes("$" + text.length + "\r\n"));
    out.writeBytes(text);
    out.writeBytes(bytes("\r\n"));
    return out.toByteArray();
  }

  @Override
  protected void serve(Socket client, int number) throws IOException {
    InputStream in = new BufferedInputStream(client.getInputStream());
    OutputStream out = client.getOutputStream();
    while (true) {
      List<byte[]> request = request(in);
      String command =
          new String(request.get(0), StandardCharsets.US_ASCII).toUpperCase(Locale.ROOT);
      byte[] answer = script.answer(command, request, number);
      if (answer == null) {
        continue;
      }
      for (int i = 0; i < answer.length; i += bytewise ? 1 : answer.length) {
        out.write(answer, i, bytewise ? 1 : answer.length);
        out.flush();
      }
    }
  }

  private static List<byte[]> request(InputStream in) throws IOException {
    int count = Integer.parseInt(line(in).substring(1));
    List<byte[]> arguments = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int length = Integer.parseInt(line(in).substring(1));
      arguments.add(in.readNBytes(length));
      line(in);
    }
    return arguments;
  }
}
