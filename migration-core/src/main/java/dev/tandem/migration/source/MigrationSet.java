package dev.tandem.migration.source;

import dev.tandem.migration.Hook;
import dev.tandem.migration.Migration;
import dev.tandem.migration.Script;
import java.util.List;
import java.util.Map;

/**
 * What the folders of a database hold.
 *
 * @param migrations in ascending order of their versions, then the repeatable ones by name
 * @param hooks those that there are
 */
public record MigrationSet(List<Migration> migrations, Map<Hook, Script> hooks) {

    public MigrationSet {
        migrations = List.copyOf(migrations);
        hooks = Map.copyOf(hooks);
    }
}
