/**
 * What the code relies on in each session of PostgreSQL, whatever the server, the database or the role says. The start packet
 * carries all of it: there is no moment without, and no query that a pooler would run for one client only.
 */
export const SESSION_SETTINGS: Readonly<Record<string, string>> = {
  // Compiling the health query took 160 to 2,000 ms (measured); running it takes 5.
  jit: "off",
  // Plans are kept per connection. One that was made while a table was empty reads all of it, until it is analysed.
  enable_seqscan: "off",
  plan_cache_mode: "auto",
  // Claims read what another transaction committed while they waited for its lock.
  default_transaction_isolation: "read committed",
  // The texts that drivers read and write.
  DateStyle: "ISO, MDY",
  IntervalStyle: "postgres",
  TimeZone: "UTC",
  bytea_output: "hex",
  standard_conforming_strings: "on",
  extra_float_digits: "1",
};

/** As the parameter `options` of a start packet: a backslash keeps a space within its value. */
const OPTIONS = Object.entries(SESSION_SETTINGS)
  .map(([name, value]) => `-c ${name}=${value.replaceAll(" ", "\\ ")}`)
  .join(" ");

/** Adds our settings to the options that somebody asked for. The last one counts. */
export const sessionOptions = (asked?: string | null): string => (asked ? `${asked} ${OPTIONS}` : OPTIONS);

/**
 * The statements that give a role what its session lacks; none when it has everything. A session lacks settings where a
 * pooler drops the options of the start packet.
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
