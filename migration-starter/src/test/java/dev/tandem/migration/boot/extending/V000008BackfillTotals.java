package dev.tandem.migration.boot.extending;

import dev.tandem.migration.JavaCode;
import dev.tandem.migration.JavaContext;
import dev.tandem.migration.JavaMigration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

public final class V000008BackfillTotals implements JavaMigration {
    @Override
    public String database() {
        return "postgres";
    }

    @Override
    public long version() {
        return 8;
    }

    @Override
    public String name() {
        return "backfill_totals";
    }

    @Override
    public JavaCode up() {
        return JavaCode.inBatches(this::batch);
    }

    private @Nullable String batch(JavaContext context, @Nullable String cursor) {
        long from = cursor == null ? 0 : Long.parseLong(cursor);
        Optional<Long> last = context.jdbc()
                .sql("SELECT max(id) FROM (SELECT id FROM orders WHERE id > ? ORDER BY id LIMIT 10000) AS batch")
                .param(from)
                .query(Long.class)
                .optional();
        if (last.isEmpty()) {
            return null;
        }
        context.jdbc()
                .sql("UPDATE orders SET total = net + tax WHERE id > ? AND id <= ?")
                .params(from, last.get())
                .update();
        context.progress("up to id " + last.get());
        return last.get().toString();
    }
}
