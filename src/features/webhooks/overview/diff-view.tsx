import { useTranslations } from "use-intl";
import { inertText } from "#components/ui/inert-text.ts";
import { type DiffLine, diffJson } from "#features/webhooks/overview/version-diff.ts";

const LOOK = {
  same: { sign: " ", word: null, look: "text-soft" },
  removed: { sign: "−", word: "removed", look: "bg-bad-tint text-bad" },
  added: { sign: "+", word: "added", look: "bg-ok-tint text-ok" },
} as const;

/** Shows two JSON texts as one list of lines; signs and words mark changes, not colour alone. */
export const DiffView = ({ before, after, label }: { before: string; after: string; label: string }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard.
  <section tabIndex={0} aria-label={label} className="max-h-96 overflow-auto rounded-xl border border-line bg-sunken">
    <ol translate="no" className="w-max min-w-full py-2 font-mono text-[0.78125rem] leading-relaxed">
      {diffJson(before, after).map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a fixed order.
        <Line key={index} line={line} />
      ))}
    </ol>
  </section>
);

const Line = ({ line }: { line: DiffLine }) => {
  const t = useTranslations("webhooks.version");
  if (line.kind === "skipped") return <li className="px-3.5 text-faint">{t("unchanged", { count: line.count })}</li>;
  const { sign, word, look } = LOOK[line.kind];
  return (
    <li className={`flex gap-2 px-3.5 whitespace-pre ${look}`}>
      <span aria-hidden>{sign}</span>
      {word && <span className="sr-only">{t(word)}</span>}
      <span>{inertText(line.text)}</span>
    </li>
  );
};
