package dev.wasmcache.spring.endpoint;

import jakarta.servlet.Servlet;
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
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * What the endpoint needs of a servlet application, on whatever port and path it is: archives below
 * it, and problem details for what is refused before its operations are called.
 */
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
    ArchiveServlet servlet = new ArchiveServlet(archives, access(accesses));
    String path = path(endpoints, dispatcher) + "/archive";
    ServletRegistrationBean<ArchiveServlet> registration =
        new ServletRegistrationBean<>(servlet, path);
    registration.setName("wasmCacheArchive");
    return registration;
  }

  @Bean
  @ConditionalOnClass(HandlerExceptionResolver.class)
  ProblemResolver wasmCacheProblemResolver(
      EndpointAccessResolver accesses,
      PathMappedEndpoints endpoints,
      DispatcherServletPath dispatcher) {
    return new ProblemResolver(path(endpoints, dispatcher), access(accesses));
  }

  private static Access access(EndpointAccessResolver accesses) {
    return accesses.accessFor(ID, WasmCacheEndpoint.DEFAULT_ACCESS);
  }

  private static String path(PathMappedEndpoints endpoints, DispatcherServletPath dispatcher) {
    return dispatcher.getRelativePath(String.valueOf(endpoints.getPath(ID)));
  }
}
