import type { ComponentProps } from "react";
import { classNames } from "#components/ui/class-names.ts";

/** Phones zoom in on inputs with text below 16 px. */
const TEXT = "text-base sm:text-sm";
const LOOK =
  "w-full rounded-lg border border-field bg-surface px-3 text-ellipsis text-ink shadow-card placeholder:text-faint " +
  "hover:border-soft focus-visible:border-accent focus-visible:outline-offset-0 aria-invalid:border-bad disabled:bg-sunken";

export const Input = ({ className, mono = false, ...rest }: ComponentProps<"input"> & { mono?: boolean }) => (
  <input
    {...rest}
    className={classNames(LOOK, "h-10", mono ? "font-mono text-base sm:text-[0.8125rem]" : TEXT, className)}
  />
);

/** Select of the browser, for forms: phones show their own list. */
export const NativeSelect = ({ className, ...rest }: ComponentProps<"select">) => (
  <select {...rest} className={classNames(LOOK, "h-10", TEXT, className)} />
);

export const Textarea = ({ className, ...rest }: ComponentProps<"textarea">) => (
  <textarea {...rest} className={classNames(LOOK, "min-h-20 py-2", TEXT, className)} />
);
