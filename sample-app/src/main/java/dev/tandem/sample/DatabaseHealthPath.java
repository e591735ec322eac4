package dev.tandem.sample;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Serves the health group of the databases as {@code /health/db}, too, where load balancers and deployment scripts look
 * for it. A group's {@code additional-path} would be the way, but it takes a single segment only.
 */
@Configuration(proxyBeanMethods = false)
class DatabaseHealthPath implements WebMvcConfigurer {

    private final String group;

    DatabaseHealthPath(@Value("${management.endpoints.web.base-path:/actuator}") String endpoints) {
        this.group = endpoints + "/health/databases";
    }

    @Override
    public void addViewControllers(ViewControllerRegistry registry) {
        registry.addViewController("/health/db").setViewName("forward:" + group);
    }
}
