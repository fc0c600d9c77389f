package dev.wasmcache.redis;

import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A proxy that knows where the server's answers end and mixes them up. */
final class MeddlingProxy implements Closeable {

  /** Changes the answers. */
  interface Meddler {

    /**
     * Returns the bytes that the client receives.
     *
     * @param request the command in capital letters
     * @param before the previous answer on the same connection; empty at first
     */
    byte[] meddle(String request, byte[] answer, byte[] before, int connection);
  }

  private final FakeRedis front;
  private final int target;
  private final Map<Integer, Upstream> upstreams = new ConcurrentHashMap<>();
  private volatile Meddler meddler;

  private record Upstream(Socket socket, byte[][] before) {}

  MeddlingProxy(int target) throws IOException {
    this.target = target;
    pass();
    this.front = new FakeRedis(this::answer);
  }

  void pass() {
    meddler = (request, answer, before, connection) -> answer;
  }

  void meddle(Meddler next) {
    meddler = next;
  }

  String uri() {
    return front.uri();
  }

  int connections() {
    return front.connections();
  }

  private byte[] answer(String command, List<byte[]> request, int connection) {
    try {
      Upstream upstream = upstreams.get(connection);
      if (upstream == null) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), target);
        upstream = new Upstream(socket, new byte[][] {new byte[0]});
        upstreams.put(connection, upstream);
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.writeBytes(FakeRedis.bytes("*" + request.size() + "\r\n"));
      for (byte[] argument : request) {
        out.writeBytes(FakeRedis.bulk(argument));
      }
      upstream.socket.getOutputStream().write(out.toByteArray());
      byte[] answer = read(upstream.socket);
      byte[] meddled = meddler.meddle(command, answer, upstream.before[0], connection);
      upstream.before[0] = answer;
      return meddled;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] read(Socket socket) throws IOException {
    RespScanner scanner = new RespScanner(RespScanner.Limits.NONE);
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    byte[] buffer = new byte[64 * 1024];
    while (true) {
      int read = socket.getInputStream().read(buffer);
      if (read < 0) {
        throw new EOFException();
      }
      answer.write(buffer, 0, read);
      scanner.scan(Unpooled.copiedBuffer(buffer, 0, read));
      if (scanner.takeValues() > 0) {
        return answer.toByteArray();
      }
    }
  }

  @Override
  public void close() throws IOException {
    front.close();
    for (Upstream upstream : upstreams.values()) {
      upstream.socket.close();
    }
  }
}
