import type { Readable } from "node:stream";
import type { RowCounts } from "./count-rows.ts";
import { run } from "./postgres-client-program.ts";

const NEW_LINE = 10;
const HEAD_BYTES = 300;

/** Counts the rows that a dump holds, by reading all of it. */
export const countDumpedRows = async (file: string): Promise<RowCounts> => {
  const counts: RowCounts = {};
  await run("pg_restore", ["--data-only", "--file=-", file], {}, async (stdout) => {
    let table: string | null = null;
    for await (const head of linesOf(stdout)) {
      if (table === null) {
        table = tableOf(head);
        if (table !== null) counts[table] ??= 0;
      } else if (head === "\\.") table = null;
      else counts[table] = (counts[table] ?? 0) + 1;
    }
  });
  return counts;
};

/** Reads `COPY public."user" (id, …) FROM stdin;`. Rows stand between this line and a line `\.`. */
const tableOf = (line: string): string | null => {
  const [, schema, name] = /^COPY ("(?:[^"]|"")+"|\w+)\.("(?:[^"]|"")+"|\w+) /.exec(line) ?? [];
  return schema && name ? `${bare(schema)}.${bare(name)}` : null;
};

const bare = (identifier: string): string =>
  identifier.startsWith('"') ? identifier.slice(1, -1).replaceAll('""', '"') : identifier;

/** Yields the beginning of each line: a row may have megabytes. */
const linesOf = async function* (stdout: Readable): AsyncGenerator<string> {
  let head = "";
  for await (const chunk of stdout as AsyncIterable<Buffer>) {
    let from = 0;
    for (let end = chunk.indexOf(NEW_LINE); end >= 0; end = chunk.indexOf(NEW_LINE, from)) {
      yield head + chunk.toString("latin1", from, Math.min(end, from + HEAD_BYTES));
      head = "";
      from = end + 1;
    }
    if (head.length < HEAD_BYTES) head += chunk.toString("latin1", from, from + HEAD_BYTES);
  }
};
