package dev.tandem.migration.sql;

/** JDBC drivers, of which an application has those that it needs. */
public final class Drivers {
    private Drivers() {}

    /** Whether one is on the class path; loads it if so, but does not begin to use it. */
    public static boolean isPresent(String className) {
        try {
            Class.forName(className, false, Drivers.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }
}
