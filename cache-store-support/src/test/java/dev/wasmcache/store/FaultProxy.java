package dev.wasmcache.store;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Stands between a client and a server, both on this host, and does to the answers what it is told.
 */
public final class FaultProxy implements Closeable {

  /** What happens to the bytes on their way. */
  public enum Mode {
    /** Nothing. */
    PASS,
    /** Each piece of an answer comes so many milliseconds late. */
    LATENCY,
    /** An answer comes with so many bytes in a second. */
    TRICKLE,
    /** Nothing comes through, in either direction, and nothing is closed. */
    BLACK_HOLE,
    /** An answer is reset after so many bytes, counted from when the mode was set. */
    RESET_AFTER,
    /** An answer ends after so many bytes, counted from when the mode was set. */
    CLOSE_AFTER,
    /**
     * The byte at this position of an answer has another bit, counted from when the mode was set.
     */
    FLIP,
    /** An answer begins as said, and never ends. */
    ENDLESS,
    /** Connections are reset as soon as they are made. */
    REFUSE
  }

  private record Fault(Mode mode, long argument, byte[] front, AtomicLong answered) {
    private Fault(Mode mode, long argument, byte[] front) {
      this(mode, argument, front, new AtomicLong());
    }
  }

  private static final byte[] NOTHING = new byte[0];

  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final Map<Socket, Fault> faultOfOpen = new ConcurrentHashMap<>();
  private final int target;
  private final AtomicLong accepted = new AtomicLong();
  private final AtomicLong answered = new AtomicLong();
  private volatile Fault fault = new Fault(Mode.PASS, 0, NOTHING);

  /** Listens on a free port and passes everything to another one. */
  public FaultProxy(int targetPort) throws IOException {
    this.target = targetPort;
    start(this::accept, "fault-proxy");
  }

  private static void start(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  public int port() {
    return server.getLocalPort();
  }

  /** Returns how many connections were made so far. */
  public long accepted() {
    return accepted.get();
  }

  /** Returns how many bytes were sent to clients so far. */
  public long answered() {
    return answered.get();
  }

  public void pass() {
    set(Mode.PASS, 0);
  }

  /** Does this to all connections from now on. */
  public void set(Mode mode, long argument) {
    fault = new Fault(mode, argument, NOTHING);
    faultOfOpen.clear();
  }

  /** Does this to the connections that are open now, and nothing to those that come. */
  public void setOnOpen(Mode mode, long argument) {
    fault = new Fault(Mode.PASS, 0, NOTHING);
    Fault old = new Fault(mode, argument, NOTHING);
    for (Socket socket : sockets) {
      faultOfOpen.put(socket, old);
    }
  }

  /** Begins the next answer with this, and goes on for ever. */
  public void setEndless(byte[] front) {
    fault = new Fault(Mode.ENDLESS, 0, front);
    faultOfOpen.clear();
  }

  private Fault fault(Socket to) {
    return faultOfOpen.getOrDefault(to, fault);
  }

  /** Resets the connections that are open now. */
  public void cut() {
    for (Socket socket : sockets) {
      reset(socket);
    }
  }

  private static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      // It is closed already.
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        accepted.incrementAndGet();
        if (fault.mode == Mode.REFUSE) {
          reset(client);
          continue;
        }
        Socket upstream = new Socket(InetAddress.getLoopbackAddress(), target);
        sockets.add(client);
        sockets.add(upstream);
        start(() -> pump(client, upstream, false), "fault-proxy-request");
        start(() -> pump(upstream, client, true), "fault-proxy-answer");
      } catch (IOException e) {
        // The server is closed, or its target is not there.
      }
    }
  }

  private void pump(Socket from, Socket to, boolean answer) {
    byte[] buffer = new byte[16 * 1024];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read; (read = in.read(buffer)) > 0; ) {
        if (!pass(buffer, read, to, out, answer)) {
          return;
        }
      }
    } catch (IOException e) {
      // One side has gone: so does the other.
    } finally {
      sockets.remove(from);
      sockets.remove(to);
      faultOfOpen.remove(to);
      faultOfOpen.remove(from);
    }
  }

  private boolean pass(byte[] buffer, int length, Socket to, OutputStream out, boolean answer)
      throws IOException {
    while (fault(to).mode == Mode.BLACK_HOLE && !to.isClosed()) {
      pause(TimeUnit.MILLISECONDS.toNanos(2));
    }
    Fault now = fault(to);
    if (!answer) {
      out.write(buffer, 0, length);
      out.flush();
      return true;
    }
    long before = now.answered.getAndAdd(length);
    switch (now.mode) {
      case LATENCY -> pause(TimeUnit.MILLISECONDS.toNanos(now.argument));
      case TRICKLE -> {
        int piece = (int) Math.max(1, now.argument / 50);
        for (int sent = 0; sent < length; sent += piece) {
          send(out, buffer, sent, Math.min(piece, length - sent));
          if (fault(to) == now) {
            pause(TimeUnit.MILLISECONDS.toNanos(20));
          }
        }
        return true;
      }
      case FLIP -> {
        if (now.argument >= before && now.argument < before + length) {
          buffer[(int) (now.argument - before)] ^= 1;
        }
      }
      case RESET_AFTER, CLOSE_AFTER -> {
        if (before + length > now.argument) {
          send(out, buffer, 0, (int) Math.max(0, now.argument - before));
          if (now.mode == Mode.RESET_AFTER) {
            reset(to);
          }
          return false;
        }
      }
      case ENDLESS -> {
        send(out, now.front, 0, now.front.length);
        byte[] zeros = new byte[buffer.length];
        while (fault(to) == now) {
          send(out, zeros, 0, zeros.length);
        }
        return false;
      }
      default -> {}
    }
    send(out, buffer, 0, length);
    return true;
  }

  private void send(OutputStream out, byte[] buffer, int offset, int length) throws IOException {
    out.write(buffer, offset, length);
    out.flush();
    answered.addAndGet(length);
  }

  private static void pause(long nanos) {
    long end = System.nanoTime() + nanos;
    for (long left; (left = end - System.nanoTime()) > 0; ) {
      LockSupport.parkNanos(left);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    cut();
  }
}
