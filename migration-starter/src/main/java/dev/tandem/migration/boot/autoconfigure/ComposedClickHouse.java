package dev.tandem.migration.boot.autoconfigure;

import java.util.Locale;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

/**
 * Of a PostgreSQL and a ClickHouse in one {@code compose.yaml} Boot makes two of what its DataSource needs one of. The latter is
 * for those only who ask for it.
 */
final class ComposedClickHouse implements BeanFactoryPostProcessor {

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
        String[] names = beans.getBeanNamesForType(JdbcConnectionDetails.class, true, false);
        for (String name : names) {
            Class<?> type = beans.getType(name, false);
            if (names.length > 1
                    && type != null
                    && type.getName().toLowerCase(Locale.ROOT).contains("clickhouse")
                    && beans.getBeanDefinition(name) instanceof AbstractBeanDefinition definition) {
                definition.setDefaultCandidate(false);
            }
        }
    }
}
