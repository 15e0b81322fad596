import { Badge } from "#components/ui/badge.tsx";
import { Disclosure } from "#components/ui/disclosure.tsx";
import { Time } from "#components/ui/time.tsx";
import type { AttemptView } from "#domain/deliveries/delivery.schema.ts";
import { AttemptVerdict } from "#features/deliveries/attempt-verdict.tsx";
import { ExchangeTabs } from "#features/deliveries/exchange-tabs.tsx";
import { ResponseBody } from "#features/deliveries/response-body.tsx";
import { TimingsBar } from "#features/deliveries/timings-bar.tsx";
import { triggerText } from "#features/deliveries/trigger-text.ts";

type Props = { attempt: AttemptView; body: string | null; open: boolean; viewerId: string };

/** Shows one attempt; only the newest starts open. */
export const AttemptCard = ({ attempt, body, open, viewerId }: Props) => (
  <li className="rounded-xl border border-line px-4 py-3">
    <Disclosure
      open={open}
      summary={
        <span className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
          <span className="text-ink">{`Attempt ${attempt.number}`}</span>
          <Badge tone={outcomeTone(attempt)}>{outcomeText(attempt)}</Badge>
          <span className="text-[0.8125rem] font-normal text-faint">
            <span>{`${triggerText(attempt, viewerId)}, `}</span>
            <Time at={attempt.startedAt} withExact />
          </span>
        </span>
      }
    >
      <div className="flex min-w-0 flex-col gap-4 pb-1">
        <AttemptVerdict attempt={attempt} />
        {attempt.response && <ResponseBody response={attempt.response} />}
        <TimingsBar attempt={attempt} />
        {attempt.resentOnNewConnection && (
          <p className="text-[0.8125rem] text-faint">
            The endpoint had closed the connection that we kept open. We sent this request again at once, on a new one.
          </p>
        )}
        <Disclosure summary="Show the exact request and answer">
          <ExchangeTabs attempt={attempt} body={body} isBodyElsewhere />
        </Disclosure>
      </div>
    </Disclosure>
  </li>
);

const outcomeText = ({ response }: AttemptView): string => (response ? `Status ${response.status}` : "No answer");

const outcomeTone = ({ response, error }: AttemptView) => {
  if (error) return "bad" as const;
  return response ? ("ok" as const) : ("calm" as const);
};
