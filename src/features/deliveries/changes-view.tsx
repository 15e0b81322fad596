import { useTranslations } from "use-intl";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { Disclosure } from "#components/ui/disclosure.tsx";
import { inertText } from "#components/ui/inert-text.ts";
import type { AttemptView } from "#domain/deliveries/delivery.schema.ts";
import {
  type AttemptChanges,
  attemptChanges,
  type HeaderChange,
  isUnchanged,
} from "#features/deliveries/attempt-changes.ts";
import { useDiagnosis } from "#features/deliveries/diagnosis-words.ts";
import { durationText } from "#features/deliveries/duration-text.ts";

type Props = { before: AttemptView; after: AttemptView };

/** Says in one line what differs from the attempt before. */
export const ChangesLine = ({ before, after }: Props) => {
  const t = useTranslations("deliveries.changes");
  const words = useChangeWords();
  const changes = attemptChanges(before, after);
  return (
    <span className="text-[0.8125rem] font-normal wrap-anywhere text-soft">
      {isUnchanged(changes)
        ? t("none", { number: before.number })
        : `${t("label", { number: before.number })} ${words(changes).join(", ")}`}
    </span>
  );
};

const useChangeWords = () => {
  const t = useTranslations("deliveries.changes");
  const duration = useTranslations("deliveries.duration");
  const outcome = useOutcomeWord();
  return ({ outcome: result, body, durationMs, url, requestHeaders, responseHeaders }: AttemptChanges): string[] => [
    ...(result ? [t("statusTo", { before: outcome(result.before), after: outcome(result.after) })] : []),
    ...(body ? [t("body")] : []),
    ...(durationMs === null
      ? []
      : [t(durationMs > 0 ? "slower" : "faster", { duration: durationText(Math.abs(durationMs), duration) })]),
    ...(url ? [t("url")] : []),
    ...(requestHeaders.length > 0 ? [t("requestHeaders", { count: requestHeaders.length })] : []),
    ...(responseHeaders.length > 0 ? [t("responseHeaders", { count: responseHeaders.length })] : []),
  ];
};

/** "503" stays, "dns_error" becomes its title. */
const useOutcomeWord = () => {
  const { reason } = useDiagnosis();
  return (outcome: string): string => (/^\d{3}$/.test(outcome) ? outcome : (reason(outcome) ?? outcome));
};

/** Shows headers, address and bodies that differ. Renders nothing where the line says all. */
export const ChangesDetail = ({ before, after }: Props) => {
  const t = useTranslations("deliveries.changes");
  const { body, url, requestHeaders, responseHeaders } = attemptChanges(before, after);
  const rows: HeaderChange[] = [...(url ? [{ name: t("url"), ...url }] : []), ...requestHeaders, ...responseHeaders];
  if (rows.length === 0 && !body) return null;
  return (
    <Disclosure summary={t("detail")}>
      <div className="@container flex min-w-0 flex-col gap-3">
        {rows.length > 0 && <ChangedValues rows={rows} />}
        {body && (
          <div className="grid min-w-0 items-start gap-3 @2xl:grid-cols-2">
            {[
              { number: before.number, text: body.before },
              { number: after.number, text: body.after },
            ].map(({ number, text }) => (
              <CodeBlock
                key={number}
                caption={t("bodyOf", { number })}
                what={t("bodyOf", { number })}
                text={text === "" ? t("emptyBody") : text}
                json
                isForeign
                wrap
              />
            ))}
          </div>
        )}
      </div>
    </Disclosure>
  );
};

const ChangedValues = ({ rows }: { rows: readonly HeaderChange[] }) => {
  const t = useTranslations("deliveries.changes");
  const cell = "px-3 py-1.5 text-left align-top wrap-anywhere";
  return (
    <div className="overflow-x-auto rounded-xl border border-line">
      <table className="w-full min-w-md table-fixed text-xs">
        <thead className="bg-sunken text-faint">
          <tr>
            {(["name", "before", "after"] as const).map((name) => (
              <th key={name} scope="col" className={`${cell} font-medium`}>
                {t(name)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody translate="no" className="divide-y divide-line font-mono">
          {rows.map(({ name, before, after }) => (
            <tr key={name}>
              <th scope="row" className={`${cell} font-medium text-ink`}>
                {inertText(name)}
              </th>
              <td className={`${cell} text-bad`}>{before === null ? t("absent") : inertText(before)}</td>
              <td className={`${cell} text-ok`}>{after === null ? t("absent") : inertText(after)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};
