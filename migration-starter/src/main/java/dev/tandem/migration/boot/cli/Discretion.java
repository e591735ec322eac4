package dev.tandem.migration.boot.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.regex.Pattern;

/**
 * Takes out of what others say about a configuration what may be secret: Spring shows the whole of a value in which a
 * variable is not set, and that may be a password, or an address that holds one.
 */
final class Discretion {
    private static final Pattern VALUE =
            Pattern.compile("(could not resolve placeholder '[^'\n]*') in value [^\n]*", Pattern.CASE_INSENSITIVE);
    private static final Pattern USER = Pattern.compile("(?<=:)//[^\"\n]*@(?=[^\\s\"]*[:/\"])");
    private static final Pattern PARAMETER = Pattern.compile("(?i)\\b(\\w*password=)[^&\"\\s]*");

    private Discretion() {}

    static String applied(String text) {
        String withoutValues = VALUE.matcher(text).replaceAll("$1");
        return PARAMETER.matcher(USER.matcher(withoutValues).replaceAll("//")).replaceAll("$1******");
    }

    /** A stack trace with all of its causes. */
    static String trace(Throwable failure) {
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        return applied(trace.toString());
    }
}
