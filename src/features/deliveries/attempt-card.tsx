import { useState } from "react";
import { useTranslations } from "use-intl";
import { Badge } from "#components/ui/badge.tsx";
import { Disclosure } from "#components/ui/disclosure.tsx";
import { dotted, unbroken } from "#components/ui/dotted.ts";
import { Time } from "#components/ui/time.tsx";
import type { AttemptView } from "#domain/deliveries/delivery.schema.ts";
import { AttemptVerdict } from "#features/deliveries/attempt-verdict.tsx";
import { CertificateFacts } from "#features/deliveries/certificate-facts.tsx";
import { ChangesDetail, ChangesLine } from "#features/deliveries/changes-view.tsx";
import { toneOf } from "#features/deliveries/delivery-line.ts";
import { durationText } from "#features/deliveries/duration-text.ts";
import { Exchange } from "#features/deliveries/exchange.tsx";
import { triggerText } from "#features/deliveries/trigger-text.ts";
import { waterfallOf } from "#features/deliveries/waterfall.ts";
import { WaterfallBars } from "#features/deliveries/waterfall-bars.tsx";

type Props = {
  attempt: AttemptView;
  /** Null for the first one, and while the one before is not loaded. */
  before: AttemptView | null;
  body: string | null;
  open: boolean;
  viewerId?: string | undefined;
};

/** Shows one attempt. Only the newest starts open; a newer one closes none. */
export const AttemptCard = ({ attempt, before, body, open, viewerId }: Props) => {
  const t = useTranslations("deliveries.attempts");
  const trigger = useTranslations("deliveries.trigger");
  const duration = useTranslations("deliveries.duration");
  const [isOpenAtFirst] = useState(open);
  return (
    <li
      id={attemptAnchor(attempt)}
      className="scroll-mt-24 border-line py-3 max-sm:border-t sm:rounded-xl sm:border sm:px-4"
    >
      <Disclosure
        open={isOpenAtFirst}
        summary={
          <span className="flex min-w-0 flex-col gap-0.5">
            <span className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
              <span className="text-ink">{t("number", { number: attempt.number })}</span>
              <Badge tone={toneOf(attempt)}>
                {attempt.response ? t("status", { status: attempt.response.status }) : t("noResponse")}
              </Badge>
              <span className="text-[0.8125rem] font-normal text-faint">
                <span>{dotted([triggerText(attempt, viewerId, trigger), ""])}</span>
                <Time at={attempt.startedAt} withExact />
                {attempt.durationMs !== null && (
                  <span>{dotted(["", unbroken(durationText(attempt.durationMs, duration))])}</span>
                )}
              </span>
            </span>
            {before && <ChangesLine before={before} after={attempt} />}
          </span>
        }
      >
        <div className="flex min-w-0 flex-col gap-4 pb-1">
          <AttemptVerdict attempt={attempt} />
          {before && <ChangesDetail before={before} after={attempt} />}
          <WaterfallBars waterfall={waterfallOf(attempt)} />
          {attempt.certificate && <CertificateFacts certificate={attempt.certificate} seenAt={attempt.startedAt} />}
          {attempt.resentOnNewConnection && <p className="text-[0.8125rem] text-soft">{t("resentOnNewConnection")}</p>}
          <Exchange attempt={attempt} body={body} isBodyElsewhere />
        </div>
      </Disclosure>
    </li>
  );
};

export const attemptAnchor = ({ number }: Pick<AttemptView, "number">): string => `attempt-${number}`;
