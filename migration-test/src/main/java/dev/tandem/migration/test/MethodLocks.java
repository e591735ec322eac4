package dev.tandem.migration.test;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.parallel.ResourceLocksProvider;

/** Keeps the test methods of a class and its nested classes apart, who share its databases. */
final class MethodLocks implements ResourceLocksProvider {

    @Override
    public Set<Lock> provideForMethod(List<Class<?>> enclosing, Class<?> testClass, Method method) {
        Class<?> outermost = enclosing.isEmpty() ? testClass : enclosing.get(0);
        return Set.of(new Lock(MigrationTest.class.getName() + ":" + outermost.getName()));
    }
}
