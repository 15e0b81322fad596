"use client";

import { Send } from "lucide-react";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { FieldError } from "#components/ui/field.tsx";
import { syntaxErrorLine } from "#components/ui/json-syntax.ts";
import type { WebhookView } from "#domain/subscriptions/webhook.schema.ts";
import { TestDataEditor } from "#features/playground/test-data-editor.tsx";
import { TestEventPicker } from "#features/playground/test-event-picker.tsx";
import { TEST_TEXTS } from "#features/playground/test-texts.ts";
import { TestTimeline } from "#features/playground/test-timeline.tsx";
import { TestVerdict } from "#features/playground/test-verdict.tsx";
import { useSendTest } from "#features/playground/use-send-test.ts";
import { useTestDraft } from "#features/playground/use-test-draft.ts";

type Problem = { path: string; message: string; line?: number | null };

/** Sends a sample, a past event or edited data, and shows the response as it arrives. */
export const TestPanel = ({ webhook }: { webhook: Pick<WebhookView, "id" | "events" | "mode"> }) => {
  const { run, send, forget } = useSendTest(webhook.id);
  const draft = useTestDraft(webhook, () => run?.state === "broken" && forget());
  const [isTried, setTried] = useState(false);
  const isRunning = run?.state === "running";

  const problem = problemOf(draft);
  const submit = () => {
    if (isRunning) return;
    setTried(problem !== null);
    if (problem) forget();
    else if (draft.choice) send(draft.choice);
  };
  // A problem that the browser sees goes away with its cause; the server's stay until the next try.
  const problems = isTried && problem ? [problem] : (run?.fieldProblems ?? []);

  return (
    <div className="flex min-w-0 flex-col gap-4">
      <div className="flex flex-col gap-2 sm:flex-row sm:items-end sm:gap-3">
        <TestEventPicker draft={draft} disabled={isRunning} />
        <Button variant="primary" icon={Send} pending={isRunning} onClick={submit}>
          {isRunning ? "Sending…" : run ? "Send again" : "Send test"}
        </Button>
      </div>
      <TestDataEditor draft={draft} problems={problems} onSubmit={submit} />
      {!draft.isEditing &&
        problems.map(({ path, message }) => <FieldError key={path} message={shown(path, message)} />)}
      {run && (
        <div className="flex animate-appear flex-col gap-4">
          {problems.length === 0 && <TestTimeline run={run} />}
          <FieldError message={run.problem ?? undefined} />
          {run.result && <TestVerdict webhookId={webhook.id} result={run.result} />}
        </div>
      )}
    </div>
  );
};

const shown = (path: string, message: string) => (path ? `${path}: ${message}` : message);

/** Finds what the browser itself can see. The server checks all the rest. */
const problemOf = ({ choice, text }: ReturnType<typeof useTestDraft>): Problem | null => {
  if (!choice) return { path: "", message: TEST_TEXTS.chooseFirst, line: null };
  const line = choice.dataText === undefined ? null : syntaxErrorLine(text);
  return line === null ? null : { path: "", message: TEST_TEXTS.syntax, line };
};
