package dev.wasmcache.sample.modules;

import dev.wasmcache.sample.SampleProperties;
import dev.wasmcache.sample.problem.LimitedBody;
import dev.wasmcache.sample.problem.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * Lists, uploads and removes modules, and evicts them, so that a user can watch how they are loaded
 * again.
 */
@RestController
@RequestMapping("/modules")
final class ModulesController {

  private final ModuleRegistry registry;
  private final ModuleHost host;
  private final ModuleUploads uploads;
  private final ModuleCatalog catalog;
  private final long maximumBytes;

  ModulesController(
      ModuleRegistry registry,
      ModuleHost host,
      ModuleUploads uploads,
      ModuleCatalog catalog,
      SampleProperties properties) {
    this.registry = registry;
    this.host = host;
    this.uploads = uploads;
    this.catalog = catalog;
    this.maximumBytes = properties.modules().maxUploadSize().toBytes();
  }

  @GetMapping
  List<ModuleSummary> list() {
    return catalog.list();
  }

  @GetMapping("/{name}")
  ModuleSummary get(@PathVariable String name) {
    return catalog.describe(registry.get(name));
  }

  @PostMapping(
      path = "/{name}",
      consumes = {"application/wasm", MediaType.APPLICATION_OCTET_STREAM_VALUE})
  ResponseEntity<ModuleSummary> upload(
      @PathVariable String name, HttpServletRequest request, UriComponentsBuilder here)
      throws IOException {
    byte[] body =
        LimitedBody.read(
            request.getContentLengthLong(),
            request.getInputStream(),
            maximumBytes,
            Problem::uploadTooLarge);
    ModuleUploads.Upload upload = uploads.add(name, body);
    ModuleSummary summary = catalog.describe(upload.module());
    return upload.replaced()
        ? ResponseEntity.ok(summary)
        : ResponseEntity.created(here.path("/modules/{name}").build(name)).body(summary);
  }

  @DeleteMapping("/{name}")
  ResponseEntity<Void> remove(@PathVariable String name) {
    host.forget(registry.remove(name));
    return ResponseEntity.noContent().build();
  }

  /** Evicts a live module, and keeps its stored entries: it is loaded from one of them. */
  @DeleteMapping("/{name}/live")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void evict(@PathVariable String name) {
    host.evict(registry.get(name));
  }

  /** Evicts a live module and deletes its stored entries: it is compiled again. */
  @DeleteMapping("/{name}/entries")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void evictEntries(@PathVariable String name) {
    try {
      host.evictEntries(registry.get(name));
    } catch (UncheckedIOException e) {
      throw Problem.notDeleted(name, e);
    }
  }
}
