package dev.wasmcache.spring.endpoint;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.json.JsonWriter;
import org.springframework.http.MediaType;

/** Writes JSON to a servlet's response, whatever the application converts messages with. */
final class ProblemResponses {

  private static final JsonWriter<Map<String, Object>> JSON = JsonWriter.standard();

  private ProblemResponses() {}

  static void write(HttpServletResponse response, Problem problem, Map<String, Object> more)
      throws IOException {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("title", problem.title());
    members.put("status", problem.status());
    members.put("detail", problem.detail());
    members.putAll(more);
    write(response, problem.status(), MediaType.APPLICATION_PROBLEM_JSON_VALUE, members);
  }

  static void write(
      HttpServletResponse response, int status, String type, Map<String, Object> members)
      throws IOException {
    byte[] body = JSON.writeToString(members).getBytes(StandardCharsets.UTF_8);
    response.setStatus(status);
    response.setContentType(type);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
