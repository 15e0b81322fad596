import { Check, Circle, LoaderCircle, X } from "lucide-react";
import { classNames } from "#components/ui/class-names.ts";
import { type StepState, timelineOf } from "#features/playground/test-steps.ts";
import type { TestRun } from "#features/playground/use-send-test.ts";

const MARKS: Record<StepState, { icon: typeof Check; look: string; words: string }> = {
  ahead: { icon: Circle, look: "bg-calm-tint text-transparent", words: "not reached" },
  active: { icon: LoaderCircle, look: "bg-accent-tint text-accent [&>svg]:animate-spin", words: "under way" },
  done: { icon: Check, look: "bg-ok-tint text-ok", words: "done" },
  broken: { icon: X, look: "bg-bad-tint text-bad", words: "failed here" },
};

export const TestTimeline = ({ run }: { run: TestRun }) => {
  const steps = timelineOf(run.phases, endOf(run));
  return (
    <ol aria-label="Steps of the test" className="flex flex-col">
      {steps.map(({ phase, label, state, atMs }, index) => {
        const { icon: Icon, look, words } = MARKS[state];
        return (
          <li key={phase} className="relative flex items-center gap-3 py-1">
            {index > 0 && <span aria-hidden className="absolute -top-1.5 left-[0.6875rem] h-3 w-px bg-line-strong" />}
            <span className={classNames("flex size-[1.4rem] shrink-0 items-center justify-center rounded-full", look)}>
              <Icon aria-hidden className="size-3" strokeWidth={2.75} />
            </span>
            <span className={state === "ahead" ? "text-faint" : "text-ink"}>
              <span>{label}</span>
              <span className="sr-only">{`: ${words}`}</span>
            </span>
            {atMs !== null && (
              <span className="ml-auto font-mono text-xs text-faint tabular-nums">{`${Math.round(atMs)} ms`}</span>
            )}
          </li>
        );
      })}
    </ol>
  );
};

const endOf = ({ state, result }: TestRun) => {
  if (state === "running") return null;
  return result?.attempt.response ? ("answered" as const) : ("unanswered" as const);
};
