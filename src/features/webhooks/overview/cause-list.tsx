"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "use-intl";
import { RichText } from "#components/ui/rich-text.tsx";
import { Time } from "#components/ui/time.tsx";
import type { WebhookView } from "#domain/subscriptions/webhook.schema.ts";
import { useDiagnosis } from "#features/deliveries/diagnosis-words.ts";
import { logLink } from "#features/webhooks/log-link.ts";
import { StatusChip } from "#features/webhooks/overview/status-chip.tsx";
import { useTRPC } from "#trpc/client.tsx";

const SHOWN = 6;

/** HTTP status of a cause such as `http_503`; null for an error without a response. */
const statusOf = (cause: string): number | null => {
  const [, status] = /^http_(\d{3})$/.exec(cause) ?? [];
  return status === undefined ? null : Number(status);
};

type Props = { webhook: WebhookView; since: string; until: string };

/** Failed attempts grouped by cause, the most frequent first. Each leads to the log, filtered by it. */
export const CauseList = ({ webhook, since, until }: Props) => {
  const t = useTranslations("webhooks.causes");
  const trpc = useTRPC();
  const diagnosis = useDiagnosis();
  const { data } = useQuery(
    trpc.stats.causes.queryOptions(
      { mode: webhook.mode, since, until, webhookId: webhook.id },
      { placeholderData: keepPreviousData },
    ),
  );
  if (!data || data.data.length === 0) return null;
  const most = Math.max(...data.data.map(({ count }) => count));
  return (
    <section className="flex flex-col gap-2">
      <h3 className="text-[0.8125rem] font-medium">{t("title")}</h3>
      <ul className="flex flex-col">
        {data.data.slice(0, SHOWN).map(({ cause, count, lastAt }) => {
          const httpStatus = statusOf(cause);
          const { title } = diagnosis.ofError(
            httpStatus === null
              ? { code: cause, message: "" }
              : { code: "http_status", message: `answered ${httpStatus}` },
          );
          const filter = httpStatus === null ? { error: cause } : { httpStatus: String(httpStatus) };
          return (
            <li
              key={cause}
              className="relative flex items-center gap-x-3 gap-y-1 rounded-lg max-sm:flex-wrap px-2 py-1.5 -mx-2 hover:bg-hover"
            >
              <span className="shrink-0 sm:w-24">
                <StatusChip httpStatus={httpStatus} />
              </span>
              <span className="flex min-w-0 flex-1 flex-col max-sm:order-last max-sm:basis-full">
                <Link
                  href={logLink({ webhookId: webhook.id, ...filter, since })}
                  prefetch={false}
                  title={t("open", { cause: title })}
                  className="truncate text-[0.8125rem] font-medium text-ink after:absolute after:inset-0"
                >
                  {title}
                </Link>
                <progress
                  aria-hidden
                  value={count}
                  max={most}
                  className="h-1 w-full appearance-none overflow-hidden rounded-full bg-sunken [&::-moz-progress-bar]:bg-bad [&::-webkit-progress-bar]:bg-sunken [&::-webkit-progress-value]:bg-bad"
                />
              </span>
              <span className="flex shrink-0 flex-col text-right text-[0.8125rem] tabular-nums max-sm:ml-auto">
                <span>{t("count", { count })}</span>
                <span className="text-faint">
                  <RichText>{t.rich("last", { at: () => <Time key="at" at={lastAt} /> })}</RichText>
                </span>
              </span>
              <ChevronRight aria-hidden className="size-4 shrink-0 text-faint" />
            </li>
          );
        })}
      </ul>
    </section>
  );
};
