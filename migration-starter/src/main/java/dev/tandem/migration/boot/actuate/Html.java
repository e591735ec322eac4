package dev.tandem.migration.boot.actuate;

/** HTML as it is written: what is text is escaped, what are tags is not. */
final class Html {
    private final StringBuilder out = new StringBuilder();

    /** Tags, as they are. */
    Html tags(String tags) {
        out.append(tags);
        return this;
    }

    /** Text of any origin. */
    Html text(Object text) {
        String plain = text.toString();
        for (int i = 0; i < plain.length(); i++) {
            char c = plain.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.append(c);
            }
        }
        return this;
    }

    /** An element that holds text only. */
    Html element(String name, Object text) {
        return tags("<" + name + ">").text(text).tags("</" + name.split(" ", 2)[0] + ">\n");
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
