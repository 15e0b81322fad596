"use client";

import { Check, Copy } from "lucide-react";
import { type ClipboardEvent, type MouseEvent, type Ref, useState } from "react";
import { useTranslations } from "use-intl";
import { type ButtonSize, type ButtonVariant, buttonClass } from "#components/ui/button.tsx";
import { classNames } from "#components/ui/class-names.ts";
import { copyText, selectAll } from "#components/ui/copy-text.ts";

const SHOWN_MS = 2_000;

/**
 * Copies a text and confirms it. `what` names the text: "secret" gives "Copy secret". If the browser refuses, the
 * button selects the text and names the keys to press.
 */
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
  const t = useTranslations("ui.copy");
  const [state, setState] = useState<"idle" | "copied" | "refused">("idle");
  const sayCopied = () => {
    setState("copied");
    setTimeout(() => setState("idle"), SHOWN_MS);
  };
  const copy = async ({ currentTarget }: MouseEvent<HTMLButtonElement>) => {
    if (await copyText(text, currentTarget)) sayCopied();
    else setState("refused");
  };
  const onCopy = (event: ClipboardEvent) => {
    // Removing the field ends its selection and focus, so the event itself carries the text.
    event.clipboardData.setData("text/plain", text);
    event.preventDefault();
    const button = event.currentTarget.previousElementSibling;
    if (button instanceof HTMLElement) button.focus();
    sayCopied();
  };
  const words = t(state, { what });
  const Icon = state === "copied" ? Check : Copy;
  const isIcon = iconOnly && state !== "refused";
  return (
    <>
      <button
        ref={ref}
        type="button"
        onClick={copy}
        title={isIcon ? words : undefined}
        className={
          isIcon
            ? classNames(
                "inline-flex size-7 shrink-0 items-center justify-center rounded-md text-faint hover:bg-hover hover:text-ink",
                className,
              )
            : buttonClass(variant, size, className)
        }
      >
        <Icon aria-hidden className={classNames("size-3.5", state === "copied" && "text-ok")} />
        <span aria-live="polite" className={isIcon ? "sr-only" : undefined}>
          {words}
        </span>
      </button>
      {state === "refused" && (
        <textarea
          ref={selectAll}
          readOnly
          tabIndex={-1}
          aria-label={what}
          value={text}
          onCopy={onCopy}
          onBlur={() => setState("idle")}
          className="sr-only"
        />
      )}
    </>
  );
};
