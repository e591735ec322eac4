-- Slugs for projects, second of three: a slug for the projects that are there already.
--
-- Why in batches: each UPDATE stays small and reports its progress. It is one transaction all the same, so either every
-- project has its slug or none has. Projects are walked by key, never by OFFSET, which would read the first rows again
-- and again. Two names of one organization that lead to the same slug: the project with the lower key keeps it, the
-- other one gets the beginning of its key appended, whatever batch either of them falls into.

DO $backfill$
DECLARE
    batch_size CONSTANT integer := 500;
    last_id    uuid := '00000000-0000-0000-0000-000000000000';
    batch      uuid[];
    done       bigint := 0;
BEGIN
    LOOP
        SELECT array_agg(next.id ORDER BY next.id)
          INTO batch
          FROM (SELECT id FROM projects WHERE slug IS NULL AND id > last_id ORDER BY id LIMIT batch_size) AS next;
        EXIT WHEN batch IS NULL;

        UPDATE projects AS project
           SET slug = slugify(project.name)
               || CASE
                      WHEN EXISTS (
                          SELECT
                            FROM projects AS other
                           WHERE other.organization_id = project.organization_id
                             AND (other.slug = slugify(project.name)
                                  OR (other.id < project.id AND slugify(other.name) = slugify(project.name)))
                      )
                      THEN '-' || left(project.id::text, 8)
                      ELSE ''
                  END
         WHERE project.id = ANY (batch);

        done := done + cardinality(batch);
        last_id := batch[cardinality(batch)];
        RAISE NOTICE 'slugs for % projects', done;
    END LOOP;
END;
$backfill$;
