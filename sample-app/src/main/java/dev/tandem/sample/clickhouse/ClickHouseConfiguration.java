package dev.tandem.sample.clickhouse;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.util.StringUtils;

/**
 * A second data source beside the one that Boot configures. None of these beans is a default candidate: a class that
 * asks for a {@code JdbcClient} without a qualifier gets PostgreSQL's, and Boot's own beans do not back off.
 */
@Configuration(proxyBeanMethods = false)
class ClickHouseConfiguration {

    /** The pool connects when it is first used: the application's beans can be made before the server answers. */
    @Bean(defaultCandidate = false)
    @ClickHouse
    HikariDataSource clickHouseDataSource(ClickHouseProperties properties) {
        HikariDataSource dataSource = new HikariDataSource();
        dataSource.setPoolName("clickhouse");
        dataSource.setJdbcUrl(properties.url());
        if (StringUtils.hasText(properties.username())) {
            dataSource.setUsername(properties.username());
        }
        if (StringUtils.hasText(properties.password())) {
            dataSource.setPassword(properties.password());
        }
        // Behind each connection is HTTP; a few of them saturate what a small service asks for.
        dataSource.setMaximumPoolSize(4);
        dataSource.setMinimumIdle(0);
        dataSource.setConnectionTimeout(Duration.ofSeconds(5).toMillis());
        return dataSource;
    }

    @Bean(defaultCandidate = false)
    @ClickHouse
    NamedParameterJdbcTemplate clickHouseJdbcTemplate(@ClickHouse DataSource dataSource) {
        return new NamedParameterJdbcTemplate(dataSource);
    }

    @Bean(defaultCandidate = false)
    @ClickHouse
    JdbcClient clickHouseJdbcClient(@ClickHouse NamedParameterJdbcTemplate template) {
        return JdbcClient.create(template);
    }
}
