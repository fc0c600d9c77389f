package dev.wasmcache.process;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A server in this process, with a thread for each connection. */
public abstract class FakeServer implements Closeable {

  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger connections = new AtomicInteger();

  protected FakeServer() throws IOException {}

  /** Accepts connections from now on. */
  protected final void start() {
    daemon(this::accept);
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "fake-server");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        client.setTcpNoDelay(true);
        open.add(client);
        int number = connections.incrementAndGet();
        daemon(() -> serveAndClose(client, number));
      } catch (IOException e) {
        // Closed.
      }
    }
  }

  private void serveAndClose(Socket client, int number) {
    try (client) {
      serve(client, number);
    } catch (IOException e) {
      // The client has gone.
    } finally {
      open.remove(client);
    }
  }

  /**
   * Serves a client, which is closed afterwards.
   *
   * @param number of the connection, counted from 1
   */
  protected abstract void serve(Socket client, int number) throws IOException;

  /** Reads a line, which ends with LF or CRLF. */
  protected static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b; (b = in.read()) != '\n'; ) {
      if (b < 0) {
        throw new EOFException();
      }
      line.append((char) b);
    }
    return line.toString().trim();
  }

  public static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  public final int port() {
    return server.getLocalPort();
  }

  /** Returns how many connections there have been. */
  public final int connections() {
    return connections.get();
  }

  @Override
  public void close() throws IOException {
    server.close();
    closeConnections();
  }

  /** Closes the connections that are open. */
  public final void closeConnections() {
    for (Socket socket : open) {
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
