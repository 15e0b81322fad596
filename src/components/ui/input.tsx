import type { ComponentProps } from "react";
import { classNames } from "#components/ui/class-names.ts";

const LOOK =
  "w-full rounded-lg border border-line-strong bg-surface px-3 text-sm text-ink shadow-card placeholder:text-faint " +
  "hover:border-faint focus-visible:border-accent focus-visible:outline-offset-0 aria-invalid:border-bad disabled:bg-sunken";

export const Input = ({ className, mono = false, ...rest }: ComponentProps<"input"> & { mono?: boolean }) => (
  <input {...rest} className={classNames(LOOK, "h-10", mono && "font-mono text-[0.8125rem]", className)} />
);

export const Textarea = ({ className, ...rest }: ComponentProps<"textarea">) => (
  <textarea {...rest} className={classNames(LOOK, "min-h-20 py-2", className)} />
);
