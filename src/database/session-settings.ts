/**
 * Settings in the start packet, which win over those of server, database and role from the first query on.
 */
export const SESSION_SETTINGS: Readonly<Record<string, string>> = {
  // Compiling the health query took 160 to 2,000 ms (measured); running it takes 5.
  jit: "off",
  // Plans made on an empty table would scan all of it until ANALYZE.
  enable_seqscan: "off",
  plan_cache_mode: "auto",
  // Claims must read what another transaction committed while they waited.
  default_transaction_isolation: "read committed",
  // Formats that drivers expect.
  DateStyle: "ISO, MDY",
  IntervalStyle: "postgres",
  TimeZone: "UTC",
  bytea_output: "hex",
  standard_conforming_strings: "on",
  extra_float_digits: "1",
};

const OPTIONS = Object.entries(SESSION_SETTINGS)
  .map(([name, value]) => `-c ${name}=${value.replaceAll(" ", "\\ ")}`)
  .join(" ");

/**
 * Name that sessions carry in `pg_stat_activity`, before the name of the address: releases that read packed bodies are known by it, since
 * sessions of 0.2.0 have no such name.
 */
export const READS_PACKED = "bellhop reads packed bodies";

export const applicationName = (asked?: string | null): string => (asked ? `${READS_PACKED}, ${asked}` : READS_PACKED);

export const sessionOptions = (asked?: string | null): string => (asked ? `${asked} ${OPTIONS}` : OPTIONS);

/**
 * Returns statements for settings that a pooler dropped.
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
