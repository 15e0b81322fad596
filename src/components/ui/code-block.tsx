import { CopyButton } from "#components/ui/copy-button.tsx";
import { inertText } from "#components/ui/inert-text.ts";
import { JsonText } from "#components/ui/json-text.tsx";

/**
 * A text as it went over the wire or into a terminal, control characters and the like written out. Copying gives `text`
 * exactly, so pass `inertText` of what somebody else made up. `json` is coloured; long ones scroll inside.
 */
export const CodeBlock = ({
  text,
  what,
  json = false,
  wrap = false,
  caption,
}: {
  text: string;
  /** What the copy button copies: "payload", "curl command". */
  what: string;
  json?: boolean;
  wrap?: boolean;
  caption?: string;
}) => (
  <figure className="group relative min-w-0 overflow-hidden rounded-xl border border-line bg-sunken">
    {caption && (
      <figcaption className="flex h-9 items-center border-b border-line pr-11 pl-3.5 text-xs font-medium text-faint">
        {caption}
      </figcaption>
    )}
    <CopyButton text={text} what={what} iconOnly className="absolute top-1 right-1.5 bg-sunken" />
    <pre
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard.
      tabIndex={0}
      className={`max-h-96 overflow-auto px-3.5 py-3 pr-10 font-mono text-[0.78125rem] leading-relaxed text-ink ${wrap ? "break-all whitespace-pre-wrap" : ""}`}
    >
      {json ? <JsonText text={inertText(text)} /> : inertText(text)}
    </pre>
  </figure>
);
