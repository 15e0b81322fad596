"use client";

import { ChevronsUpDown } from "lucide-react";
import { type ComponentProps, useCallback } from "react";
import { classNames } from "#components/ui/class-names.ts";
import { type TextHandler, useEarlyText } from "#components/ui/early-change.ts";

/** Phones zoom in on inputs with text below 16 px. */
const TEXT = "text-base sm:text-sm";
const LOOK =
  "w-full rounded-lg border border-field bg-surface px-3 text-ellipsis text-ink shadow-card placeholder:text-faint " +
  "hover:border-soft focus-visible:border-accent focus-visible:outline-offset-0 aria-invalid:border-bad disabled:bg-sunken";

/** Only inputs take a ref of their user, beside the one that hands over early text. */
type Props<Tag extends "input" | "select" | "textarea"> = Omit<ComponentProps<Tag>, "onChange" | "ref"> & {
  onChange?: TextHandler;
};

export const Input = ({
  className,
  mono = false,
  isSmall = false,
  ref,
  onChange,
  ...rest
}: Props<"input"> & { mono?: boolean; isSmall?: boolean; ref?: (input: HTMLInputElement | null) => void }) => {
  const early = useEarlyText<HTMLInputElement>(rest.value, onChange);
  // Remains the same between renders: React calls a new ref again, which may take the focus.
  const setRefs = useCallback(
    (input: HTMLInputElement | null) => {
      early.current = input;
      ref?.(input);
    },
    [early, ref],
  );
  return (
    <input
      {...rest}
      ref={setRefs}
      onChange={onChange}
      className={classNames(
        LOOK,
        isSmall ? "h-9" : "h-10",
        mono ? "font-mono text-base sm:text-[0.8125rem]" : TEXT,
        className,
      )}
    />
  );
};

/**
 * Select of the browser, for forms: phones show their own list. Browsers must not restore an earlier choice: some lists act at once.
 */
export const NativeSelect = ({
  className,
  isSmall = false,
  onChange,
  ...rest
}: Props<"select"> & { isSmall?: boolean }) => {
  const early = useEarlyText<HTMLSelectElement>(rest.value, onChange);
  return (
    <span className={classNames("relative flex min-w-0", className)}>
      <select
        autoComplete="off"
        {...rest}
        ref={early}
        onChange={onChange}
        className={classNames(LOOK, "appearance-none truncate pr-8!", isSmall ? "h-9" : "h-10", TEXT)}
      />
      <ChevronsUpDown
        aria-hidden
        className="pointer-events-none absolute inset-y-0 right-2 my-auto size-4 text-faint"
      />
    </span>
  );
};

export const Textarea = ({ className, onChange, ...rest }: Props<"textarea">) => {
  const early = useEarlyText<HTMLTextAreaElement>(rest.value, onChange);
  return (
    <textarea
      {...rest}
      ref={early}
      onChange={onChange}
      className={classNames(LOOK, "min-h-20 py-2", TEXT, className)}
    />
  );
};
