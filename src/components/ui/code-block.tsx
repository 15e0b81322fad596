"use client";

import { useMemo, useState } from "react";
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
  wrap = false,
  caption,
}: {
  text: string;
  /** Noun for the copied text: "payload", "curl command". */
  what: string;
  json?: boolean;
  /** External text: copying also writes control characters out. */
  isForeign?: boolean;
  wrap?: boolean;
  caption?: string;
}) => {
  const [isRaw, setRaw] = useState(false);
  const formatted = useMemo(() => (json ? formatJson(text) : null), [json, text]);
  const hasRaw = formatted !== null && formatted !== text;
  const shown = inertText(isRaw ? text : (formatted ?? text));
  const title = caption ?? (hasRaw ? "JSON" : undefined);
  return (
    <figure className="group relative min-w-0 overflow-hidden rounded-xl border border-line bg-sunken">
      {title && (
        <figcaption className="flex h-9 items-center border-b border-line pr-24 pl-3.5 text-xs font-medium text-faint">
          <span className="truncate">{title}</span>
        </figcaption>
      )}
      <div className="absolute top-1 right-1.5 flex items-center gap-1">
        {hasRaw && (
          <button
            type="button"
            aria-label={`Raw ${what}`}
            aria-pressed={isRaw}
            onClick={() => setRaw(!isRaw)}
            className="h-7 rounded-md px-2 text-xs font-medium text-faint hover:bg-hover hover:text-ink aria-pressed:bg-accent-tint aria-pressed:text-accent"
          >
            Raw
          </button>
        )}
        <CopyButton text={isForeign ? inertText(text) : text} what={what} iconOnly className="bg-sunken" />
      </div>
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard.
        tabIndex={0}
        translate="no"
        className={`max-h-96 overflow-auto px-3.5 py-3 font-mono text-[0.78125rem] leading-relaxed text-ink ${title ? "" : "pr-10"} ${wrap || isRaw ? "break-all whitespace-pre-wrap" : ""}`}
      >
        {formatted === null ? shown : <JsonText text={shown} />}
      </pre>
    </figure>
  );
};
