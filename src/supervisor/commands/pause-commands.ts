import { listPauses } from "#domain/operator/list-pauses.ts";
import { SYSTEM_OPERATOR } from "#domain/operator/operator-deps.ts";
import { listPausesInput, type PauseView, pauseInput, pauseScope } from "#domain/operator/pause.schema.ts";
import { pauseSending } from "#domain/operator/pause-sending.ts";
import { resumeSending } from "#domain/operator/resume-sending.ts";
import { checkOptions } from "#supervisor/commands/check-options.ts";
import { doEach } from "#supervisor/commands/do-each.ts";
import { withDeps } from "#supervisor/with-deps.ts";

export const PAUSE_USAGE = `Usage:
  npm run operator -- pause SCOPE [SCOPE …] [--note TEXT] [--json]
                     stops sending to all, tenant:ID, host:NAME or webhook:ID; returns when no attempt begins any more
  npm run operator -- resume SCOPE [SCOPE …] [--json] ends pauses; what waits goes out at a limited rate
  npm run operator -- pauses [--json]`;

type Options = { note?: string; json: boolean };

/** Works while the web process does not answer: the database alone carries a pause. */
export const pauseCommand = (scopes: readonly string[], { note, json }: Options): Promise<void> => {
  const checked = checkOptions(pauseInput, { note }, { usage: PAUSE_USAGE });
  return withDeps("operator-command", (deps) =>
    doEach(scopes, async (text) => {
      const pause = await pauseSending(deps, SYSTEM_OPERATOR, { scope: scopeOf(text), ...checked });
      return json ? JSON.stringify(pause) : `Paused ${pause.scope}: no attempt begins until it is resumed`;
    }),
  );
};

export const resumeCommand = (scopes: readonly string[], { json }: Options): Promise<void> =>
  withDeps("operator-command", (deps) =>
    doEach(scopes, async (text) => {
      const scope = scopeOf(text);
      await resumeSending(deps, SYSTEM_OPERATOR, { scope });
      return json ? JSON.stringify({ scope, resumed: true }) : `Resumed ${scope}`;
    }),
  );

export const listPausesCommand = ({ json }: Options): Promise<void> =>
  withDeps("operator-command", async (deps) => {
    let cursor: string | undefined;
    do {
      const page = await listPauses(deps, listPausesInput.parse({ limit: 100, cursor }));
      for (const pause of page.data) console.log(json ? JSON.stringify(pause) : lineOf(pause));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
  });

const scopeOf = (text: string): string => checkOptions(pauseScope, text, { usage: PAUSE_USAGE, option: "scope" });

const lineOf = ({ scope, pausedAt, pausedBy, note }: PauseView): string =>
  [scope, pausedAt, pausedBy?.name ?? pausedBy?.id ?? "", note ?? ""].join("\t");
