"use client";

import { useTranslations } from "use-intl";
import { classNames } from "#components/ui/class-names.ts";
import { useNow } from "#components/ui/time.tsx";
import { hoursBetween, lastDay } from "#features/list-inputs.ts";
import type { ListedWebhook } from "#features/webhooks/listed-webhook.ts";
import { WEBHOOK_COLUMNS, WebhookRow } from "#features/webhooks/webhook-row.tsx";

const COLUMNS = [
  ["webhook", ""],
  ["health", ""],
  ["day", ""],
  ["success", "text-right"],
  ["waiting", "text-right"],
  ["last", "text-right"],
] as const;

type Props = {
  rows: readonly ListedWebhook[];
  isFilling: boolean;
  /** False also for figures that could not be read. */
  areFiguresRead: boolean;
};

/** Rows of webhooks below their column names, which only sighted people need: each row says its values in words. */
export const WebhookRows = ({ rows, ...state }: Props) => {
  const t = useTranslations("webhookList");
  const hours = hoursBetween(lastDay("live", useNow()));
  return (
    <>
      <div
        aria-hidden
        className={classNames(
          "hidden border-b border-line px-5 py-2 text-xs font-medium whitespace-nowrap text-faint md:grid",
          WEBHOOK_COLUMNS,
        )}
      >
        {COLUMNS.map(([name, side]) => (
          <span key={name} className={side}>
            {t(`columns.${name}`)}
          </span>
        ))}
      </div>
      <ul aria-label={t("label")} className="divide-y divide-line">
        {rows.map((listed) => (
          <WebhookRow key={listed.webhook.id} listed={listed} hours={hours} {...state} />
        ))}
      </ul>
    </>
  );
};
