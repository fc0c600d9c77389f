package dev.wasmcache.sample.page;

import dev.wasmcache.sample.SampleProperties;
import dev.wasmcache.sample.problem.Problem;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Objects;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Serves the page, and notifies its viewers of changes. */
@Controller
final class PageController {

  private final PageStates states;
  private final LiveUpdates updates;
  private final long maximumUpload;

  PageController(PageStates states, LiveUpdates updates, SampleProperties properties) {
    this.states = states;
    this.updates = updates;
    this.maximumUpload = properties.modules().maxUploadSize().toBytes();
  }

  @GetMapping("/")
  String page(Model model, HttpServletResponse response) {
    response.setHeader(HttpHeaders.CACHE_CONTROL, CacheControl.noStore().getHeaderValue());
    model.addAttribute("page", PageView.of(states.now()));
    model.addAttribute("maximumUpload", maximumUpload);
    model.addAttribute(
        "tooLarge",
        Objects.requireNonNull(Problem.uploadTooLarge(maximumUpload).getBody().getDetail()));
    return "page";
  }

  @GetMapping("/events")
  @ResponseBody
  SseEmitter events() {
    return updates.connect();
  }
}
