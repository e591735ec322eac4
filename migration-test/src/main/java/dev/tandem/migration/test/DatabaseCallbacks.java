package dev.tandem.migration.test;

import dev.tandem.migration.MigrationManager;
import java.lang.reflect.Constructor;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestInstanceFactoryContext;
import org.junit.jupiter.api.extension.TestInstancePreConstructCallback;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What happens to databases at which moment of a test class. */
abstract class DatabaseCallbacks
        implements BeforeAllCallback,
                TestInstancePreConstructCallback,
                BeforeEachCallback,
                AfterEachCallback,
                ParameterResolver {
    static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(DatabaseCallbacks.class);

    private static final Set<Class<?>> TYPES = Set.of(DataSource.class, JdbcClient.class, MigrationManager.class);

    /** Those of a context, created if it has none, and closed with it. */
    abstract DatabasesOfClass databases(ExtensionContext context);

    @Override
    public void beforeAll(ExtensionContext context) {
        databases(context);
    }

    @Override
    public void preConstructTestInstance(TestInstanceFactoryContext factory, ExtensionContext context) {
        if (context.getTestInstanceLifecycle().orElse(Lifecycle.PER_METHOD) == Lifecycle.PER_METHOD) {
            databases(context).prepare();
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        databases(context).begin();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        databases(context).end();
    }

    /** What Spring is asked for comes from Spring. */
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return TYPES.contains(parameter.getParameter().getType())
                && !parameter.isAnnotated(Autowired.class)
                && !parameter.isAnnotated(Qualifier.class)
                && !parameter.getDeclaringExecutable().isAnnotationPresent(Autowired.class);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        DatabasesOfClass databases = databases(context);
        if (parameter.getDeclaringExecutable() instanceof Constructor) {
            databases.touch();
        } else if (context.getTestMethod().isEmpty()) {
            databases.touchForAll();
        }
        String name =
                parameter.findAnnotation(Database.class).map(Database::value).orElse(null);
        try {
            return resolve(databases, parameter.getParameter().getType(), name);
        } catch (IllegalArgumentException e) {
            throw new ParameterResolutionException(String.valueOf(e.getMessage()), e);
        }
    }

    private static Object resolve(DatabasesOfClass databases, Class<?> type, @Nullable String name) {
        if (type == MigrationManager.class) {
            return name == null
                    ? databases.manager()
                    : databases.manager().only(List.of(databases.database(name).name()));
        }
        DataSource dataSource = databases.database(name).dataSource();
        return type == DataSource.class ? dataSource : JdbcClient.create(dataSource);
    }
}
