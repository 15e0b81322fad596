"use client";

import { CircleAlert } from "lucide-react";
import { type KeyboardEvent, useId, useRef } from "react";
import { classNames } from "#components/ui/class-names.ts";
import { useEarlyText } from "#components/ui/early-change.ts";

/** `line` counts from 1; null = the problem has no line. */
export type TextProblem = { line: number | null; path: string; message: string };

type Props = {
  label: string;
  hint: string;
  /** Names a line: "Line 3". */
  lineLabel: (line: number) => string;
  value: string;
  onChange: (text: string) => void;
  /** Called on Ctrl+Enter, on a Mac also on Command+Enter. */
  onSubmit: () => void;
  problems: readonly TextProblem[];
};

/**
 * Text area with line numbers. Tab leaves it, as everywhere. Problems stand below, and each one leads to its line.
 */
export const JsonEditor = ({ label, hint, lineLabel, value, onChange, onSubmit, problems }: Props) => {
  const id = useId();
  const area = useEarlyText<HTMLTextAreaElement>(value, ({ target }) => onChange(target.value));
  const numbers = useRef<HTMLOListElement>(null);
  const lines = value.split("\n").length;
  const wrong = new Set(problems.map(({ line }) => line));

  const submit = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    onSubmit();
  };
  const goTo = (line: number) => {
    const before = value.split("\n").slice(0, line - 1);
    const start = before.reduce((sum, text) => sum + text.length + 1, 0);
    area.current?.focus({ preventScroll: true });
    area.current?.setSelectionRange(start, start + (value.split("\n")[line - 1]?.length ?? 0));
    // Scrolls the box: the text area itself is as high as its text.
    numbers.current?.children[line - 1]?.scrollIntoView({ block: "nearest" });
  };

  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      <label htmlFor={id} className="text-sm font-medium text-ink">
        {label}
      </label>
      <div
        className={classNames(
          "flex max-h-96 items-start overflow-y-auto rounded-lg border bg-sunken font-mono text-base leading-6 shadow-card sm:text-[0.8125rem] sm:leading-5",
          "focus-within:outline-2 focus-within:outline-accent",
          problems.length > 0 ? "border-bad" : "border-field",
        )}
      >
        <ol
          ref={numbers}
          aria-hidden
          className="min-w-10 shrink-0 border-r border-line py-2 text-right text-faint select-none"
        >
          {Array.from({ length: lines }, (_, index) => index + 1).map((line) => (
            <li key={line} className={classNames("px-2", wrong.has(line) && "bg-bad-tint font-semibold text-bad")}>
              {line}
            </li>
          ))}
        </ol>
        <textarea
          ref={area}
          id={id}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          onKeyDown={submit}
          rows={lines}
          wrap="off"
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          translate="no"
          aria-describedby={`${id}-problems ${id}-hint`}
          aria-invalid={problems.length > 0 || undefined}
          className="min-w-0 grow resize-none overflow-x-auto overflow-y-hidden bg-transparent px-3 py-2 text-ink outline-none"
        />
      </div>
      <Problems id={`${id}-problems`} problems={problems} lineLabel={lineLabel} onGoTo={goTo} />
      <p id={`${id}-hint`} className="text-[0.8125rem] text-faint">
        {hint}
      </p>
    </div>
  );
};

const Problems = ({
  id,
  problems,
  lineLabel,
  onGoTo,
}: {
  id: string;
  problems: readonly TextProblem[];
  lineLabel: (line: number) => string;
  onGoTo: (line: number) => void;
}) => (
  <ul id={id} role="alert" className="flex flex-col gap-1 text-[0.8125rem] text-bad empty:hidden">
    {problems.map(({ line, path, message }) => (
      <li key={`${path} ${message}`} className="flex min-w-0 items-start gap-1.5">
        <CircleAlert aria-hidden className="mt-0.5 size-3.5 shrink-0" />
        <span className="min-w-0 wrap-anywhere">
          {line !== null && (
            <button type="button" onClick={() => onGoTo(line)} className="mr-1.5 rounded font-medium underline">
              {lineLabel(line)}
            </button>
          )}
          {path && <code className="mr-1.5 font-mono">{path}</code>}
          <span>{message}</span>
        </span>
      </li>
    ))}
  </ul>
);
