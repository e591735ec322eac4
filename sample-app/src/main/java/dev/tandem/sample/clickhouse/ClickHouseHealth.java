package dev.tandem.sample.clickhouse;

import javax.sql.DataSource;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.jdbc.health.DataSourceHealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** This application cannot do without ClickHouse; Boot's own check of the data sources leaves it out. */
@Configuration(proxyBeanMethods = false)
class ClickHouseHealth {

    @Bean
    HealthIndicator clickhouseHealthIndicator(@ClickHouse DataSource dataSource) {
        return new DataSourceHealthIndicator(dataSource);
    }
}
