package dev.tandem.migration.script;

/** A set of characters: some of ASCII, and all or none of those beyond it. */
public final class Chars {
    private static final int ASCII = 128;

    final boolean[] ascii;
    final boolean others;

    private Chars(boolean[] ascii, boolean others) {
        this.ascii = ascii;
        this.others = others;
    }

    /** These ASCII characters. */
    public static Chars of(String members) {
        boolean[] ascii = new boolean[ASCII];
        for (int i = 0; i < members.length(); i++) {
            ascii[members.charAt(i)] = true;
        }
        return new Chars(ascii, false);
    }

    /** Every character but these of ASCII. */
    public static Chars except(String strangers) {
        boolean[] ascii = of(strangers).ascii;
        for (int i = 0; i < ASCII; i++) {
            ascii[i] = !ascii[i];
        }
        return new Chars(ascii, true);
    }

    /** The letters and digits of ASCII, and the underscore. */
    public static Chars ofWords() {
        return of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
    }

    /** These and the ones given. */
    public Chars and(String members) {
        boolean[] both = ascii.clone();
        for (int i = 0; i < members.length(); i++) {
            both[members.charAt(i)] = true;
        }
        return new Chars(both, others);
    }

    /** These and every character beyond ASCII. */
    public Chars andAllBeyondAscii() {
        return new Chars(ascii, true);
    }

    /** Index of the first of these characters that is not of this set, {@code to} when there is none. */
    int endIn(char[] characters, int from, int to) {
        boolean[] members = ascii;
        int i = from;
        while (i < to) {
            char c = characters[i];
            if (c < ASCII ? !members[c] : !others) {
                break;
            }
            i++;
        }
        return i;
    }

    public boolean contains(char c) {
        return c < ASCII ? ascii[c] : others;
    }
}
