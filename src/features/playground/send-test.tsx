"use client";

import { Send } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "#components/ui/button.tsx";
import { FieldError } from "#components/ui/field.tsx";
import { syntaxErrorLine } from "#components/ui/json-syntax.ts";
import { LeaveGuard } from "#components/ui/leave-guard.tsx";
import type { WebhookView } from "#domain/subscriptions/webhook.schema.ts";
import { TestDataEditor } from "#features/playground/test-data-editor.tsx";
import { TestEventPicker } from "#features/playground/test-event-picker.tsx";
import { TestRunView } from "#features/playground/test-run-view.tsx";
import { type TestChoice, useSendTest } from "#features/playground/use-send-test.ts";
import { type TestDraft, useTestDraft } from "#features/playground/use-test-draft.ts";

type Problem = { path: string; message: string; line?: number | null };

/** Sends a sample, a past event or edited data, and shows the real request and its response as they happen. */
export const SendTest = ({ webhook }: { webhook: Pick<WebhookView, "id" | "events" | "mode"> }) => {
  const t = useTranslations("playground.test");
  const { run, send, forget } = useSendTest(webhook.id);
  const draft = useTestDraft(webhook, () => run?.state === "broken" && forget());
  const [isTried, setTried] = useState(false);
  const isRunning = run?.state === "running";
  // Sent data stands in the log, so that leaving the page does not lose it.
  const isSent = run?.state === "finished" && run.choice.dataText === draft.choice?.dataText;
  /** Focus at the start: it moves to the result only if the person stayed there. */
  const startedFrom = useRef<Element | null>(null);

  const start = (choice: TestChoice) => {
    startedFrom.current = document.activeElement;
    send(choice);
  };
  const problem = problemOf(draft, { chooseFirst: t("chooseFirst"), syntax: t("syntax") });
  const submit = () => {
    if (isRunning) return;
    setTried(problem !== null);
    if (problem) forget();
    else if (draft.choice) start(draft.choice);
  };
  // A problem that the browser sees goes away with its cause; the server's stay until the next try.
  const problems = isTried && problem ? [problem] : (run?.fieldProblems ?? []);

  return (
    <div className="flex min-w-0 flex-col gap-4">
      <LeaveGuard isActive={draft.isChanged && !isSent} onDiscard={draft.reset} />
      <div className="flex flex-col gap-2 sm:flex-row sm:flex-wrap sm:items-end sm:gap-3">
        <TestEventPicker draft={draft} disabled={isRunning} />
        <Button variant="primary" icon={Send} pending={isRunning} onClick={submit}>
          {isRunning ? t("sending") : t("send")}
        </Button>
      </div>
      <TestDataEditor draft={draft} problems={problems} onSubmit={submit} />
      {!draft.isEditing &&
        problems.map(({ path, message }) => <FieldError key={path} message={shown(path, message)} />)}
      {run && problems.length === 0 && (
        <TestRunView
          webhookId={webhook.id}
          run={run}
          isWatched={() => [startedFrom.current, document.body].includes(document.activeElement)}
          onRepeat={() => isRunning || start(run.choice)}
        />
      )}
    </div>
  );
};

const shown = (path: string, message: string) => (path ? `${path}: ${message}` : message);

/** Finds what the browser itself can see. The server checks all the rest. */
const problemOf = (
  { choice, text }: Pick<TestDraft, "choice" | "text">,
  says: { chooseFirst: string; syntax: string },
): Problem | null => {
  if (!choice) return { path: "", message: says.chooseFirst, line: null };
  const line = choice.dataText === undefined ? null : syntaxErrorLine(text);
  return line === null ? null : { path: "", message: says.syntax, line };
};
