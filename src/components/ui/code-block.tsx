"use client";

import { Braces, WrapText } from "lucide-react";
import { type ReactNode, useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { formatJson } from "#components/ui/format-json.ts";
import { inertText } from "#components/ui/inert-text.ts";
import { JsonText } from "#components/ui/json-text.tsx";

/**
 * Shows text from requests or for a terminal; control characters are written out. `json` adds colours, indentation and
 * a raw view. Copying gives the raw `text`.
 */
export const CodeBlock = ({
  text,
  what,
  json = false,
  isForeign = false,
  wrap = json,
  caption,
}: {
  text: string;
  /** Noun for the copied text: "payload", "curl command". */
  what: string;
  json?: boolean;
  /** External text: copying also writes control characters out. */
  isForeign?: boolean;
  /** Breaks long lines at first, as JSON does; a person can change it. */
  wrap?: boolean;
  caption?: string;
}) => {
  const t = useTranslations("ui.code");
  const [isRaw, setRaw] = useState(false);
  const [isWrapped, setWrapped] = useState(wrap);
  const formatted = useMemo(() => (json ? formatJson(text) : null), [json, text]);
  const hasRaw = formatted !== null && formatted !== text;
  const shown = useMemo(() => inertText(isRaw ? text : (formatted ?? text)), [isRaw, text, formatted]);
  return (
    <figure className="min-w-0 overflow-hidden rounded-xl border border-line bg-sunken">
      <figcaption className="flex h-9 items-center gap-1 border-b border-line pr-1.5 pl-3.5 text-xs font-medium text-soft">
        <span className="min-w-0 grow truncate">{caption ?? (formatted === null ? t("text") : t("json"))}</span>
        {hasRaw && (
          <Toggle label={t("raw", { what })} isOn={isRaw} onChange={setRaw}>
            <Braces aria-hidden className="size-3.5" />
            <span>{t("rawShort")}</span>
          </Toggle>
        )}
        <Toggle label={t("wrap", { what })} isOn={isWrapped} onChange={setWrapped}>
          <WrapText aria-hidden className="size-3.5" />
        </Toggle>
        <CopyButton text={isForeign ? inertText(text) : text} what={what} iconOnly />
      </figcaption>
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard.
        tabIndex={0}
        translate="no"
        className={`code-ends max-h-96 overflow-auto px-3.5 py-3 font-mono text-[0.78125rem] leading-relaxed text-ink focus-visible:-outline-offset-2 ${isWrapped ? "wrap-anywhere whitespace-pre-wrap" : ""}`}
      >
        {formatted === null ? shown : <JsonText text={shown} />}
      </pre>
    </figure>
  );
};

const Toggle = ({
  label,
  isOn,
  onChange,
  children,
}: {
  label: string;
  isOn: boolean;
  onChange: (isOn: boolean) => void;
  children: ReactNode;
}) => (
  <button
    type="button"
    aria-label={label}
    title={label}
    aria-pressed={isOn}
    onClick={() => onChange(!isOn)}
    className="inline-flex h-7 shrink-0 items-center gap-1 rounded-md px-1.5 text-xs font-medium text-soft hover:bg-hover hover:text-ink aria-pressed:bg-accent-tint aria-pressed:text-accent"
  >
    {children}
  </button>
);
