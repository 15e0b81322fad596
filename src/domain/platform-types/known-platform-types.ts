import type { Sql } from "#domain/context.ts";
import type { FieldError } from "#domain/errors.ts";
import {
  type KnownPlatformTypes,
  NO_PLATFORM_TYPES,
  type PlatformType,
  type PlatformTypes,
} from "#domain/event-types/platform-types.ts";
import { type CheckData, prepareCheck } from "#domain/platform-types/check-data.ts";
import { READ_NAMES, READ_VERSIONS } from "#domain/platform-types/known-platform-types.sql.ts";

type NameRow = { name: string; version: number; isRemoved: boolean };
type VersionRow = Omit<PlatformType, "check">;

/** An older reading is still used while a new one runs. */
const FRESH_MS = 2_000;
/** An older reading is not used: a change takes effect within five seconds where its announcement got lost. */
const LIFE_MS = 4_000;

/**
 * Keeps the platform types of a process. One statement every few seconds reads names and versions; schemas are read once for each
 * version, and prepared at their first use.
 *
 * @param sql of the engine's role, outside of any transaction
 * @param clock milliseconds, monotonic
 */
export const createKnownPlatformTypes = ({
  sql,
  clock = () => performance.now(),
}: {
  sql: Sql;
  clock?: () => number;
}): KnownPlatformTypes => {
  let known: { types: PlatformTypes; readAt: number } | null = null;
  let last: PlatformTypes = NO_PLATFORM_TYPES;
  let changes = 0;
  let reading: Promise<PlatformTypes> | null = null;

  const readNow = async (): Promise<PlatformTypes> => {
    const readAt = clock();
    const before = changes;
    const types = await readTypes(sql, last);
    last = types;
    // A change during the read may be missing in its result.
    if (before === changes) known = { types, readAt };
    return types;
  };

  const refresh = (): Promise<PlatformTypes> => {
    reading ??= readNow().finally(() => {
      reading = null;
    });
    return reading;
  };

  return {
    read: async () => {
      const age = known ? clock() - known.readAt : Number.POSITIVE_INFINITY;
      if (!known || age >= LIFE_MS) return refresh();
      // A failed refresh is asked again, and thrown once the reading is too old.
      if (age >= FRESH_MS) refresh().catch(() => {});
      return known.types;
    },
    forget: () => {
      changes++;
      known = null;
      reading = null;
    },
  };
};

const readTypes = async (sql: Sql, last: PlatformTypes): Promise<PlatformTypes> => {
  const rows = await sql<NameRow>(...READ_NAMES({}));
  if (rows.length === 0) return NO_PLATFORM_TYPES;
  const used = rows.filter(({ isRemoved }) => !isRemoved);
  const changed = used.filter(({ name, version }) => last.byName.get(name)?.version !== version);
  const fresh = new Map<string, PlatformType>();
  if (changed.length > 0) {
    for (const row of await sql<VersionRow>(...READ_VERSIONS({ wanted: changed })))
      fresh.set(row.name, { ...row, check: checkOf(row) });
  }
  return {
    byName: new Map(
      used.flatMap(({ name }) => {
        const type = fresh.get(name) ?? last.byName.get(name);
        return type ? [[name, type]] : [];
      }),
    ),
    removed: rows.flatMap(({ name, isRemoved }) => (isRemoved ? name : [])),
  };
};

/** Prepares a schema when the first event of its type comes. */
const checkOf = ({ schema }: VersionRow): PlatformType["check"] => {
  let check: CheckData | undefined;
  return (data) => {
    check ??= prepareCheck(schema);
    const problem = check(data);
    return problem ? [below("data", problem)] : [];
  };
};

/** Puts a path that is relative to a value below the place of that value. */
export const below = (place: string, { path, message }: FieldError): FieldError => ({
  path: path === "" ? place : `${place}.${path}`,
  message,
});
