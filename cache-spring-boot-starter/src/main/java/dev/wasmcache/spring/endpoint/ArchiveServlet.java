package dev.wasmcache.spring.endpoint;

import dev.wasmcache.admin.ArchiveException;
import dev.wasmcache.admin.ArchiveReport;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.json.JsonWriter;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/**
 * {@code GET} downloads an archive, {@code POST} uploads one, both as a stream, which endpoint
 * operations do not support. Respects the access setting of the endpoint.
 */
final class ArchiveServlet extends HttpServlet {

  @Serial private static final long serialVersionUID = 1L;

  // Not a message converter: the application may have replaced those.
  private static final JsonWriter<Map<String, Object>> JSON = JsonWriter.standard();

  private final transient ArchiveOperations archives;
  private final Access access;

  ArchiveServlet(ArchiveOperations archives, Access access) {
    this.archives = archives;
    this.access = access;
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    try {
      switch (request.getMethod()) {
        case "GET" -> download(request, response);
        case "POST" -> upload(request, response);
        default -> throw notAllowed(request, response);
      }
    } catch (RefusedException e) {
      refuse(response, e.problem(), Map.of());
    }
  }

  private RefusedException notAllowed(HttpServletRequest request, HttpServletResponse response) {
    boolean unrestricted = access == Access.UNRESTRICTED;
    response.setHeader("Allow", unrestricted ? "GET, POST" : "GET");
    return new RefusedException(
        405,
        unrestricted
            ? request.getMethod() + " is not allowed here"
            : request.getMethod()
                + " is not allowed: the access to the endpoint is read-only; changes"
                + " need management.endpoint.wasmcache.access=unrestricted");
  }

  private void download(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    EntryFilter filter = EntryFilter.of(new Arguments(request::getParameter));
    response.setContentType(MediaType.APPLICATION_OCTET_STREAM_VALUE);
    response.setHeader("Content-Disposition", "attachment; filename=\"wasm-cache.archive\"");
    try {
      archives.write(response.getOutputStream(), filter);
    } catch (IOException e) {
      if (response.isCommitted()) {
        // The connection is closed. Without its end mark, the archive is not accepted as complete.
        throw e;
      }
      throw new RefusedException(500, "The archive cannot be written: " + e.getMessage());
    }
  }

  private void upload(HttpServletRequest request, HttpServletResponse response) throws IOException {
    if (access != Access.UNRESTRICTED) {
      throw notAllowed(request, response);
    }
    requireOctets(request);
    try {
      ArchiveReport report = archives.read(request.getInputStream());
      write(response, 200, MediaType.APPLICATION_JSON_VALUE, members(report));
    } catch (ArchiveException e) {
      int status = e.problem() == ArchiveException.Problem.OVER_LIMIT ? 413 : 400;
      Problem problem = Problem.of(status, String.valueOf(e.getMessage()));
      refuse(response, problem, Map.of("imported", members(e.report())));
    }
  }

  private static void requireOctets(HttpServletRequest request) {
    String given = request.getContentType();
    try {
      if (given != null
          && MediaType.APPLICATION_OCTET_STREAM.equalsTypeAndSubtype(
              MediaType.parseMediaType(given))) {
        return;
      }
    } catch (InvalidMediaTypeException e) {
      // Refused below.
    }
    throw new RefusedException(
        415, "An archive is uploaded as " + MediaType.APPLICATION_OCTET_STREAM_VALUE);
  }

  private static void refuse(
      HttpServletResponse response, Problem problem, Map<String, Object> more) throws IOException {
    if (response.isCommitted()) {
      // The client has gone, and the server has ended the response.
      return;
    }
    response.resetBuffer();
    response.setHeader("Content-Disposition", null);
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("title", problem.title());
    members.put("status", problem.status());
    members.put("detail", problem.detail());
    members.putAll(more);
    write(response, problem.status(), MediaType.APPLICATION_PROBLEM_JSON_VALUE, members);
  }

  private static void write(
      HttpServletResponse response, int status, String type, Map<String, Object> members)
      throws IOException {
    byte[] body = JSON.writeToString(members).getBytes(StandardCharsets.UTF_8);
    response.setStatus(status);
    response.setContentType(type);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  private static Map<String, Object> members(ArchiveReport report) {
    Map<String, Long> refused = new TreeMap<>();
    report.refused().forEach((outcome, count) -> refused.put(outcome.id(), count));
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("entries", report.entries());
    members.put("bytes", report.bytes());
    members.put("refused", refused);
    return members;
  }
}
