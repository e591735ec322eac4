package dev.tandem.migration.clickhouse;

/**
 * Tells keys that were not sent before. A number stands for each, so now and then it takes a new one for an old one, but never an
 * old one for a new one. It takes a sixth of the heap at most; when that is full, all may be old.
 */
final class SentKeys {
    private static final int FIRST = 1 << 10;
    private static final long SHARE = 6;
    private static final int MOST = 1 << 24;
    private static final long FNV_BASIS = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;
    private static final long MIX = 0xff51afd7ed558ccdL;

    private final int most;
    private long[] slots = new long[FIRST];
    private int size;

    SentKeys() {
        this((int) Math.min(
                MOST, Math.max(FIRST, Long.highestOneBit(Runtime.getRuntime().maxMemory() / SHARE / Long.BYTES))));
    }

    /**
     * Of a limited size.
     *
     * @param most how many slots there may be, a power of two; three of four are filled
     */
    SentKeys(int most) {
        this.most = most;
    }

    /** Remembers a key, and says whether it is surely new. */
    boolean isNew(byte[] key) {
        if (isFull() && slots.length < most) {
            grow();
        }
        if (isFull()) {
            return false;
        }
        boolean isNew = put(slots, number(key));
        size += isNew ? 1 : 0;
        return isNew;
    }

    private boolean isFull() {
        return size >= slots.length / 4 * 3;
    }

    private void grow() {
        long[] larger = new long[slots.length * 2];
        for (long number : slots) {
            if (number != 0) {
                put(larger, number);
            }
        }
        slots = larger;
    }

    /** Whether it was not there. */
    private static boolean put(long[] slots, long number) {
        int at = (int) number & (slots.length - 1);
        while (slots[at] != 0) {
            if (slots[at] == number) {
                return false;
            }
            at = (at + 1) & (slots.length - 1);
        }
        slots[at] = number;
        return true;
    }

    /** Never 0, which stands for a free slot. */
    private static long number(byte[] key) {
        long number = FNV_BASIS;
        for (byte b : key) {
            number = (number ^ (b & 0xff)) * FNV_PRIME;
        }
        number = (number ^ (number >>> 33)) * MIX;
        number ^= number >>> 33;
        return number == 0 ? 1 : number;
    }
}
