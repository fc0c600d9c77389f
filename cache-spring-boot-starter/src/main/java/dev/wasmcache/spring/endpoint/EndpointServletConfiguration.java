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

/** Serves archives below the endpoint of a servlet application, on whatever port and path it is. */
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
    String path = dispatcher.getRelativePath(String.valueOf(endpoints.getPath(ID)));
    ServletRegistrationBean<ArchiveServlet> registration =
        new ServletRegistrationBean<>(new ArchiveServlet(archives, access), path + "/archive");
    registration.setName("wasmCacheArchive");
    return registration;
  }
}
