/** Tables with a row for each event or more: what reads or rewrites one of them takes minutes. */
export const BIG_TABLES = [
  "webhook_event",
  "webhook_payload",
  "webhook_delivery",
  "webhook_attempt",
  "webhook_exchange",
  "webhook_variant",
  "webhook_search_event",
] as const;

const isBig = (table: string) => BIG_TABLES.some((name) => name === table);

type Rule = { pattern: RegExp; problem: string };

/** Changes that the release before cannot work with, or that hold it up. */
const STATEMENT_RULES: readonly Rule[] = [
  {
    pattern: /^DROP (?:TABLE|SCHEMA|TYPE|SEQUENCE|FUNCTION|VIEW|TRIGGER)\b/i,
    problem: "drops what the release before uses",
  },
  { pattern: /^ALTER TABLE .*\bRENAME\b/is, problem: "renames what the release before uses" },
  { pattern: /^TRUNCATE\b/i, problem: "removes rows" },
  { pattern: /^LOCK\b/i, problem: "locks a table" },
];

const ACTION_RULES: readonly Rule[] = [
  { pattern: /^DROP COLUMN\b/i, problem: "drops a column that the release before uses" },
  { pattern: /^ALTER COLUMN .*\b(?:SET DATA )?TYPE\b/i, problem: "changes a type, which rewrites the table" },
  {
    pattern: /^ALTER COLUMN .*\bSET NOT NULL\b/i,
    problem: "refuses rows without a value, which the release before writes",
  },
  { pattern: /^ALTER COLUMN .*\bDROP DEFAULT\b/i, problem: "drops a default that the release before relies on" },
  {
    pattern: /^ADD (?:COLUMN )?(?!.*\bDEFAULT\b)(?!CONSTRAINT).*\bNOT NULL\b/i,
    problem: "adds a column that the release before leaves out",
  },
  {
    pattern: /^ADD (?:COLUMN )?.*\bDEFAULT\b.*\w\(/i,
    problem:
      "adds a column with a default that differs by row, which rewrites the table: set the default in a second statement",
  },
  {
    pattern: /^ADD COLUMN .*\bCHECK\b/i,
    problem: "checks all rows under a lock: add the constraint NOT VALID, and validate it in a migration of its own",
  },
  {
    pattern: /^ADD CONSTRAINT (?!.*\bNOT VALID\b)(?!.*\bUSING INDEX\b)/i,
    problem: "checks all rows under a lock: add the constraint NOT VALID, and validate it in a migration of its own",
  },
  { pattern: /^SET (?:LOGGED|UNLOGGED|TABLESPACE)\b/i, problem: "rewrites the table" },
];

/**
 * Lists what is wrong with a migration that runs while the release before works: migrations only expand, and no statement holds a table
 * for long. Tables that the migration itself creates may be changed in every way.
 */
export const findMigrationProblems = (sql: string): string[] => {
  const statements = statementsOf(sql);
  const created = statements.flatMap((text) => /^CREATE TABLE (?:IF NOT EXISTS )?"?(\w+)"?/i.exec(text)?.[1] ?? []);
  const ofStatements = statements.flatMap((text) => {
    const table = tableOf(text);
    if (table !== null && created.includes(table)) return [];
    const problems = [
      ...STATEMENT_RULES.filter(({ pattern }) => pattern.test(text)).map(({ problem }) => problem),
      ...actionsOf(text).flatMap((action) =>
        ACTION_RULES.filter(({ pattern }) => pattern.test(action)).map(({ problem }) => problem),
      ),
      ...problemsOfIndex(text, table, statements.length),
      ...(/^(?:UPDATE|DELETE)\b/i.test(text) && table !== null && isBig(table)
        ? ["rewrites rows of a big table in one transaction: let the worker do it in parts"]
        : []),
    ];
    return problems.map((problem) => `${problem}: ${text.replaceAll(/\s+/g, " ").slice(0, 100)}`);
  });
  const locked = bigTablesLocked(sql);
  return locked.length < 2
    ? ofStatements
    : [...ofStatements, `locks ${locked.join(" and ")} at once, and may deadlock: write a migration for each`];
};

/** Statements that lock the named table, or the table of the named index, to the end of the migration. */
const LOCKS = [
  /\bALTER TABLE (?:IF EXISTS |ONLY )*"?(\w+)/gi,
  /\bDROP INDEX (?:IF EXISTS )?"?(\w+)/gi,
  /\b(?:CREATE|DROP) (?:CONSTRAINT )?(?:TRIGGER|POLICY|RULE) [^;]*?\sON "?(\w+)/gi,
  /\bREFERENCES "?(\w+)/gi,
];

/** Big tables that the script locks, also inside of DO. An index has the name of its table in front. */
const bigTablesLocked = (sql: string): string[] => {
  const text = withoutTexts(sql.replaceAll(/\bDO \$(\w*)\$([\s\S]*?)\$\1\$/gi, "$2"));
  const names = LOCKS.flatMap((pattern) => [...text.matchAll(pattern)].map(([, name = ""]) => name));
  return BIG_TABLES.filter((table) => names.some((name) => name === table || name.startsWith(`${table}_`)));
};

const problemsOfIndex = (text: string, table: string | null, statements: number): string[] => {
  if (!/^CREATE (?:UNIQUE )?INDEX\b/i.test(text)) return [];
  const isConcurrent = /\bCONCURRENTLY\b/i.test(text);
  if (isConcurrent && statements > 1) return ["CREATE INDEX CONCURRENTLY needs a migration of its own"];
  return !isConcurrent && table !== null && isBig(table)
    ? ["builds an index of a big table while writers wait: use CREATE INDEX CONCURRENTLY, in a migration of its own"]
    : [];
};

const tableOf = (text: string): string | null =>
  /^(?:ALTER TABLE|UPDATE|DELETE FROM) (?:IF EXISTS |ONLY )*"?(\w+)"?/i.exec(text)?.[1] ??
  /^CREATE (?:UNIQUE )?INDEX .*?\sON (?:ONLY )?"?(\w+)"?/is.exec(text)?.[1] ??
  null;

/** Parts of an ALTER TABLE between commas, those inside of brackets not counted. */
const actionsOf = (text: string): string[] => {
  const [, rest] = /^ALTER TABLE (?:IF EXISTS |ONLY )*"?\w+"?\s+(.*)$/is.exec(text) ?? [];
  if (rest === undefined) return [];
  const actions = [""];
  let depth = 0;
  for (const char of rest.replaceAll(/\s+/g, " ")) {
    if (char === "(") depth += 1;
    if (char === ")") depth -= 1;
    if (char === "," && depth === 0) actions.push("");
    else actions.push(`${actions.pop() ?? ""}${char}`);
  }
  return actions.map((action) => action.trim());
};

/** Leaves out comments, texts and bodies of functions. */
const withoutTexts = (sql: string): string =>
  sql
    .replaceAll(/--[^\n]*/g, "")
    .replaceAll(/\$(\w*)\$[\s\S]*?\$\1\$/g, "$$$$")
    .replaceAll(/'(?:[^']|'')*'/g, "''");

const statementsOf = (sql: string): string[] =>
  withoutTexts(sql)
    .split(";")
    .map((text) => text.trim())
    .filter(Boolean);
