"use client";

import { Check, Copy } from "lucide-react";
import { type Ref, useState } from "react";
import { type ButtonSize, type ButtonVariant, buttonClass } from "#components/ui/button.tsx";
import { classNames } from "#components/ui/class-names.ts";

const SHOWN_MS = 2_000;

/** Copies a text and says so. `what` names it: "secret" reads "Copy secret". */
export const CopyButton = ({
  text,
  what,
  variant = "ghost",
  size = "small",
  iconOnly = false,
  className,
  ref,
}: {
  text: string;
  what: string;
  variant?: ButtonVariant;
  size?: ButtonSize;
  iconOnly?: boolean;
  className?: string;
  ref?: Ref<HTMLButtonElement>;
}) => {
  const [state, setState] = useState<"idle" | "copied" | "refused">("idle");
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setState("copied");
    } catch {
      // Outside of https and localhost browsers give no clipboard.
      setState("refused");
    }
    setTimeout(() => setState("idle"), SHOWN_MS);
  };
  const words = state === "copied" ? "Copied" : state === "refused" ? "Press Ctrl+C to copy" : `Copy ${what}`;
  const Icon = state === "copied" ? Check : Copy;
  return (
    <button
      ref={ref}
      type="button"
      onClick={copy}
      title={iconOnly ? words : undefined}
      className={
        iconOnly
          ? classNames(
              "inline-flex size-7 shrink-0 items-center justify-center rounded-md text-faint hover:bg-hover hover:text-ink",
              className,
            )
          : buttonClass(variant, size, className)
      }
    >
      <Icon aria-hidden className={classNames("size-3.5", state === "copied" && "text-ok")} />
      <span aria-live="polite" className={iconOnly ? "sr-only" : undefined}>
        {words}
      </span>
    </button>
  );
};
