import { OWN_TABLES } from "./own-tables.values.ts";

/** Beginning of the comment by which an index keeps its size after a rebuild. */
export const REBUILT_AT = "Rebuilt at";

/** SQL: bytes a row of the index `i`, by the pages and rows that VACUUM, ANALYZE or a rebuild saw at one time. */
const ROW_BYTES = "i.relpages * current_setting('block_size')::float8 / nullif(greatest(i.reltuples, 0), 0)";

/** SQL: whether the comment of the index `i` may be written: a person may have written another one. */
const IS_OUR_COMMENT = `coalesce(obj_description(i.oid, 'pg_class') LIKE '${REBUILT_AT} %', true)`;

export const SIZE = `
SELECT pg_relation_size(i.oid)::float8 AS bytes, ${ROW_BYTES} AS "rowBytes", ${IS_OUR_COMMENT} AS "isOurComment"
FROM pg_class i WHERE i.oid = $1::regclass`;

/** SQL: indexes of our tables as `x` and `i`. */
const INDEXES = `pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
WHERE i.relnamespace = current_schema()::regnamespace AND i.relkind = 'i'
  AND t.relname IN (${OWN_TABLES.map((name) => `'${name}'`).join(", ")})`;

const LISTED = "i.oid::regclass::text AS name, pg_relation_size(i.oid)::float8 AS bytes";

/** PostgreSQL names a rebuilt index so until it takes the place of the old one. A rebuild that runs, such as a manual one, holds a lock. */
export const LEFT_BEHIND = `
SELECT ${LISTED} FROM ${INDEXES} AND NOT x.indisvalid AND i.relname ~ '_cc(new|old)\\d*$'
  AND NOT EXISTS (SELECT FROM pg_locks l WHERE l.relation = i.oid AND l.mode = 'ShareUpdateExclusiveLock')`;

/** Migrations set no fill factor: an interrupted call has left it. */
export const LEFT_FULL = `SELECT ${LISTED} FROM ${INDEXES} AND 'fillfactor=100' = ANY(i.reloptions)`;

export const NAMED = `SELECT ${LISTED} FROM ${INDEXES} AND i.relname = ANY($1::text[]) ORDER BY 1`;

/**
 * An index without a comment was never rebuilt while it was large: only a rebuild tells what it needs. An index with a comment of a
 * person cannot keep that, and has never grown. Of an index below a hundredth of its table, such as one of waiting rows, a rebuild
 * reads more than it frees.
 */
export const LARGE = `
SELECT ${LISTED}, x.indrelid::regclass::text = ANY($2::text[]) AND NOT EXISTS (
    SELECT FROM pg_attribute a WHERE a.attrelid = i.oid AND a.attname = ANY($3::text[])) AS "isGrowing",
  coalesce(${ROW_BYTES} >= $4 * substring(obj_description(i.oid, 'pg_class') FROM '^${REBUILT_AT} ([0-9.]+) bytes')::float8, true)
    AND pg_relation_size(i.oid) >= pg_relation_size(x.indrelid) / 100 AND ${IS_OUR_COMMENT} AS "hasGrown"
FROM ${INDEXES} AND x.indisvalid AND pg_relation_size(i.oid) >= $1
ORDER BY pg_relation_size(i.oid), 1`;
