package dev.wasmcache.spring.endpoint;

import jakarta.servlet.Servlet;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.endpoint.EndpointAccessResolver;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletPath;
import org.springframework.context.annotation.Bean;

/** Serves archives below the endpoint, on whatever port and path that is. */
@ManagementContextConfiguration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({Servlet.class, ServletRegistrationBean.class, DispatcherServletPath.class})
@ConditionalOnAvailableEndpoint(endpoint = WasmCacheEndpoint.class, exposure = EndpointExposure.WEB)
@ConditionalOnBean({ArchiveOperations.class, DispatcherServletPath.class})
class ArchiveManagementContextConfiguration {

  @Bean
  ServletRegistrationBean<ArchiveServlet> wasmCacheArchiveServlet(
      ArchiveOperations archives,
      EndpointAccessResolver accesses,
      PathMappedEndpoints endpoints,
      DispatcherServletPath dispatcher) {
    EndpointId id = EndpointId.of(WasmCacheEndpoint.ID);
    ArchiveServlet servlet =
        new ArchiveServlet(archives, accesses.accessFor(id, WasmCacheEndpoint.DEFAULT_ACCESS));
    String path = dispatcher.getRelativePath(endpoints.getPath(id) + "/archive");
    ServletRegistrationBean<ArchiveServlet> registration =
        new ServletRegistrationBean<>(servlet, path);
    registration.setName("wasmCacheArchive");
    return registration;
  }
}
