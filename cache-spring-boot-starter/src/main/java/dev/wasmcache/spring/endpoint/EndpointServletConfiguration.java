package dev.wasmcache.spring.endpoint;

import jakarta.servlet.Servlet;
import java.util.Optional;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.EndpointAccessResolver;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletPath;
import org.springframework.context.annotation.Bean;

/** Serves archives below the endpoint of a servlet application, whatever its port and path. */
@ManagementContextConfiguration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({Servlet.class, ServletRegistrationBean.class, DispatcherServletPath.class})
@ConditionalOnAvailableEndpoint(endpoint = WasmCacheEndpoint.class, exposure = EndpointExposure.WEB)
@ConditionalOnBean({ArchiveOperations.class, DispatcherServletPath.class})
class EndpointServletConfiguration {

  private static final EndpointId ID = EndpointId.of(WasmCacheEndpoint.ID);

  @Bean
  ServletRegistrationBean<ArchiveServlet> wasmCacheArchiveServlet(
      ArchiveOperations archives,
      EndpointAccessResolver accesses,
      PathMappedEndpoints endpoints,
      DispatcherServletPath dispatcher) {
    Access access = accesses.accessFor(ID, WasmCacheEndpoint.DEFAULT_ACCESS);
    ServletRegistrationBean<ArchiveServlet> registration =
        new ServletRegistrationBean<>(new ArchiveServlet(archives, access));
    registration.setName("wasmCacheArchive");
    Optional<String> path = path(endpoints, dispatcher);
    path.ifPresent(served -> registration.addUrlMappings(served + "/archive"));
    // The conditions above are those of the build if the application was processed ahead of time.
    registration.setEnabled(path.isPresent() && access != Access.NONE);
    return registration;
  }

  /** Returns where the endpoint is served; empty if it is not. */
  private static Optional<String> path(
      PathMappedEndpoints endpoints, DispatcherServletPath dispatcher) {
    return Optional.ofNullable(endpoints.getPath(ID)).map(dispatcher::getRelativePath);
  }
}
