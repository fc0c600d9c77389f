package dev.wasmcache.redis;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that reads requests as Redis does and sends the answers that a test chooses. */
final class FakeRedis implements Closeable {

  /** The answer of a healthy server to a new client. */
  static final String HELLO =
      "%4\r\n$6\r\nserver\r\n$5\r\nredis\r\n$7\r\nversion\r\n$5\r\n7.0.0\r\n"
          + "$5\r\nproto\r\n:3\r\n$4\r\nrole\r\n$6\r\nmaster\r\n";

  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger connections = new AtomicInteger();
  private final boolean bytewise;
  private volatile Script script;

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
    daemon(this::accept);
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "fake-redis");
    thread.setDaemon(true);
    thread.start();
  }

  void script(Script next) {
    script = next;
  }

  String uri() {
    return "redis://127.0.0.1:" + server.getLocalPort();
  }

  int port() {
    return server.getLocalPort();
  }

  int connections() {
    return connections.get();
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Returns a bulk string of the protocol. */
  static byte[] bulk(byte[] text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(bytes("$" + text.length + "\r\n"));
    out.writeBytes(text);
    out.writeBytes(bytes("\r\n"));
    return out.toByteArray();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        client.setTcpNoDelay(true);
        open.add(client);
        int number = connections.incrementAndGet();
        daemon(() -> serve(client, number));
      } catch (IOException e) {
        // Closed.
      }
    }
  }

  private void serve(Socket client, int number) {
    try (client) {
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
    } catch (IOException e) {
      // The client has gone.
    } finally {
      open.remove(client);
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

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b; (b = in.read()) != '\n'; ) {
      if (b < 0) {
        throw new EOFException();
      }
      line.append((char) b);
    }
    return line.toString().trim();
  }

  @Override
  public void close() throws IOException {
    server.close();
    closeConnections();
  }

  /** Closes those there are. */
  void closeConnections() {
    for (Socket socket : open) {
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
