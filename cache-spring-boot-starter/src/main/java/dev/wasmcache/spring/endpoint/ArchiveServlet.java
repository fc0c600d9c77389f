package dev.wasmcache.spring.endpoint;

import dev.wasmcache.ArchiveException;
import dev.wasmcache.ArchiveReport;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/**
 * {@code GET} downloads an archive, {@code POST} uploads one, both as a stream: operations of an
 * endpoint have none. Keeps the access of the endpoint.
 */
final class ArchiveServlet extends HttpServlet {

  @Serial private static final long serialVersionUID = 1L;

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
      refuse(response, e.status(), String.valueOf(e.getMessage()), null);
    }
  }

  private RefusedException notAllowed(HttpServletRequest request, HttpServletResponse response) {
    boolean unrestricted = access == Access.UNRESTRICTED;
    response.setHeader("Allow", unrestricted ? "GET, POST" : "GET");
    return new RefusedException(405, ProblemResolver.notAllowed(request.getMethod(), access));
  }

  private void download(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    EntryFilter filter =
        EntryFilter.parse(
            request.getParameter("engine"),
            request.getParameter("olderThan"),
            request.getParameter("youngerThan"),
            request.getParameter("minSize"),
            request.getParameter("maxSize"));
    response.setContentType(MediaType.APPLICATION_OCTET_STREAM_VALUE);
    response.setHeader("Content-Disposition", "attachment; filename=\"wasm-cache.archive\"");
    try {
      archives.write(response.getOutputStream(), filter);
    } catch (IOException e) {
      if (response.isCommitted()) {
        // The connection is cut, and the archive has no end mark: nobody takes it for whole.
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
      ProblemResponses.write(response, 200, MediaType.APPLICATION_JSON_VALUE, members(report));
    } catch (ArchiveException e) {
      int status = e.problem() == ArchiveException.Problem.OVER_LIMIT ? 413 : 400;
      refuse(response, status, String.valueOf(e.getMessage()), e.report());
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
      HttpServletResponse response, int status, String detail, @Nullable ArchiveReport report)
      throws IOException {
    if (response.isCommitted()) {
      // The client has gone, and the server has answered to nobody.
      return;
    }
    response.resetBuffer();
    response.setHeader("Content-Disposition", null);
    Map<String, Object> more = report == null ? Map.of() : Map.of("imported", members(report));
    ProblemResponses.write(response, Problem.of(status, detail), more);
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
