package dev.wasmcache.s3;

import dev.wasmcache.process.FakeServer;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** A server that keeps connections open, stores objects, and sends what a test chooses. */
final class FakeS3 extends FakeServer {

  /** Chooses the bytes to send. */
  interface Script {

    /**
     * Returns the bytes to send; null to send none and close the connection, after a header that
     * announces that.
     *
     * @param method of the request
     * @param path of the request, with its query
     * @param good what a correct server sends
     * @param before what a correct server sent before on this connection; empty at first
     */
    byte[] answer(String method, String path, byte[] good, byte[] before, int connection);
  }

  private final Map<String, byte[]> objects = new ConcurrentHashMap<>();
  private volatile Script script = (method, path, good, before, connection) -> good;

  FakeS3() throws IOException {
    start();
  }

  void script(Script next) {
    script = next;
  }

  /** Sends these bytes in answer to every request. */
  void always(byte[] answer) {
    script = (method, path, good, before, connection) -> answer;
  }

  Map<String, byte[]> objects() {
    return objects;
  }

  S3StoreBuilder builder() {
    return S3Store.builder("bucket")
        .endpoint(URI.create("http://127.0.0.1:" + port()))
        .pathStyle(true)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("id", "secret")));
  }

  /** Returns an answer with its length header. */
  static byte[] answer(String status, String headers, byte[] body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(
        bytes(
            "HTTP/1.1 "
                + status
                + "\r\n"
                + headers
                + "Content-Length: "
                + body.length
                + "\r\n\r\n"));
    out.writeBytes(body);
    return out.toByteArray();
  }

  @Override
  protected void serve(Socket client, int number) throws IOException {
    byte[] before = new byte[0];
    InputStream in = new BufferedInputStream(client.getInputStream());
    while (true) {
      String[] first = line(in).split(" ");
      int length = 0;
      for (String header; !(header = line(in)).isEmpty(); ) {
        if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
          length = Integer.parseInt(header.substring(15).trim());
        } else if (header.toLowerCase(Locale.ROOT).startsWith("expect:")) {
          client.getOutputStream().write(bytes("HTTP/1.1 100 Continue\r\n\r\n"));
        }
      }
      byte[] good = good(first[0], first[1], in.readNBytes(length));
      byte[] answer = script.answer(first[0], first[1], good, before, number);
      before = good;
      if (answer == null) {
        return;
      }
      client.getOutputStream().write(answer);
      client.getOutputStream().flush();
      if (new String(answer, StandardCharsets.ISO_8859_1).contains("Connection: close")) {
        return;
      }
    }
  }

  private byte[] good(String method, String path, byte[] body) {
    byte[] object = objects.get(path);
    switch (method) {
      case "PUT" -> {
        objects.putIfAbsent(path, body);
        return answer("200 OK", "", new byte[0]);
      }
      case "DELETE" -> {
        objects.remove(path);
        return bytes("HTTP/1.1 204 No Content\r\n\r\n");
      }
      default -> {
        if (object == null) {
          return answer("404 Not Found", "", bytes("<Error><Code>NoSuchKey</Code></Error>"));
        }
        String tag = "ETag: \"" + Arrays.hashCode(object) + "\"\r\n";
        byte[] whole = answer("200 OK", tag, object);
        return method.equals("HEAD") ? Arrays.copyOf(whole, whole.length - object.length) : whole;
      }
    }
  }
}
