/**
 * Settings that the code needs in each PostgreSQL session, whatever the server, the database or the role sets. The
 * start packet carries them: they hold from the first query, also behind a pooler.
 */
export const SESSION_SETTINGS: Readonly<Record<string, string>> = {
  // Compiling the health query took 160 to 2,000 ms (measured); running it takes 5.
  jit: "off",
  // A connection keeps its plans. A plan made while a table was empty reads all of it until the table is analysed.
  enable_seqscan: "off",
  plan_cache_mode: "auto",
  // Claims read what another transaction committed while they waited for its lock.
  default_transaction_isolation: "read committed",
  // The formats that drivers read and write.
  DateStyle: "ISO, MDY",
  IntervalStyle: "postgres",
  TimeZone: "UTC",
  bytea_output: "hex",
  standard_conforming_strings: "on",
  extra_float_digits: "1",
};

/** The parameter `options` of a start packet: a backslash keeps a space within its value. */
const OPTIONS = Object.entries(SESSION_SETTINGS)
  .map(([name, value]) => `-c ${name}=${value.replaceAll(" ", "\\ ")}`)
  .join(" ");

/** Adds our settings after the given options. The last one counts. */
export const sessionOptions = (asked?: string | null): string => (asked ? `${asked} ${OPTIONS}` : OPTIONS);

/**
 * The statements that give a role the settings that its session lacks; none when it has all. A pooler may drop the
 * options of the start packet.
 *
 * @param query asks one session of that role
 */
export const missingSettings = async (
  query: (text: string, values: unknown[]) => Promise<{ role: string; name: string; value: string }[]>,
): Promise<string[]> => {
  const rows = await query(READ_BACK, [Object.keys(SESSION_SETTINGS)]);
  return rows
    .filter(({ name, value }) => value !== SESSION_SETTINGS[name])
    .map(({ role, name }) => `ALTER ROLE ${role} SET ${name} = '${SESSION_SETTINGS[name]}'`);
};

const READ_BACK = `
SELECT quote_ident(current_user) AS role, name, current_setting(name) AS value FROM unnest($1::text[]) AS name`;
