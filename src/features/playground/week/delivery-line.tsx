import { useQuery } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { classNames } from "#components/ui/class-names.ts";
import { Time } from "#components/ui/time.tsx";
import type { DeliveryOutcome } from "#domain/deliveries/outcome.schema.ts";
import { ResponseBody } from "#features/deliveries/response-body.tsx";
import { STATUSES } from "#features/labels/status-badge.tsx";
import { errorText } from "#features/request-error.ts";
import { useTRPC } from "#trpc/client.tsx";

const TONES = { ok: "text-ok", warn: "text-warn", bad: "text-bad", calm: "text-calm", accent: "text-accent" } as const;

/** Delivery to one test webhook: status and milliseconds; the response body one click further. */
export const DeliveryLine = ({ delivery, name }: { delivery: DeliveryOutcome; name: string }) => {
  const t = useTranslations("playground.week");
  const [isOpen, setOpen] = useState(false);
  const labels = useTranslations("labels.status");
  const { tone, icon: Icon } = STATUSES[delivery.status];
  return (
    <li className="min-w-0 overflow-hidden rounded-lg border border-line">
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
        className="flex w-full min-w-0 items-center gap-2 px-2.5 py-1.5 text-left text-[0.8125rem] hover:bg-hover focus-visible:-outline-offset-2"
      >
        <Icon aria-hidden className={classNames("size-4 shrink-0", TONES[tone])} />
        <span className="flex min-w-0 grow flex-col">
          <span title={name} className="truncate text-ink">
            {name}
          </span>
          <span className="flex flex-wrap gap-x-1.5 text-xs text-faint">
            <span className={TONES[tone]}>{labels(`${delivery.status}.label`)}</span>
            {delivery.nextAttemptAt && delivery.status === "retrying" && (
              <span>
                <span>{`${t("nextAttempt")} `}</span>
                <Time at={delivery.nextAttemptAt} />
              </span>
            )}
          </span>
        </span>
        <span className="shrink-0 text-right font-mono text-xs text-soft tabular-nums">{resultText(delivery)}</span>
        <ChevronRight
          aria-hidden
          className={classNames("size-4 shrink-0 text-faint transition-transform", isOpen && "rotate-90")}
        />
      </button>
      {isOpen && <Response deliveryId={delivery.deliveryId} />}
    </li>
  );
};

const resultText = ({ httpStatus, errorCode, durationMs }: DeliveryOutcome): string => {
  const result = httpStatus ?? errorCode;
  if (result === null) return "";
  return durationMs === null ? String(result) : `${result} · ${durationMs} ms`;
};

const Response = ({ deliveryId }: { deliveryId: string }) => {
  const t = useTranslations("playground.week");
  const trpc = useTRPC();
  const query = useQuery(trpc.deliveries.get.queryOptions({ id: deliveryId }));
  const attempt = query.data?.attempts.at(-1);
  return (
    <div className="flex min-w-0 flex-col gap-2 border-t border-line bg-surface p-2.5">
      {query.isPending ? (
        <p role="status" className="text-[0.8125rem] text-faint">
          {t("loading")}
        </p>
      ) : query.isError ? (
        <p role="alert" className="text-[0.8125rem] text-bad">
          {errorText(query.error)}
        </p>
      ) : attempt?.response ? (
        <ResponseBody response={attempt.response} />
      ) : (
        <p className="text-[0.8125rem] text-faint">{attempt?.error?.message || t("noResponse")}</p>
      )}
      <Link
        href={`/deliveries/${deliveryId}`}
        className="w-fit rounded-md text-[0.8125rem] font-medium text-accent hover:underline"
      >
        {t("openDelivery")}
      </Link>
    </div>
  );
};
