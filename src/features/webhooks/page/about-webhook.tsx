"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "use-intl";
import { Card } from "#components/ui/card.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { DetailList } from "#components/ui/detail-list.tsx";
import { PathText } from "#components/ui/path-text.tsx";
import { Time } from "#components/ui/time.tsx";
import type { WebhookView } from "#domain/subscriptions/webhook.schema.ts";
import { AdminOnly } from "#features/auth/role.tsx";
import { ShortUrlHint } from "#features/labels/short-url-hint.tsx";
import { settingsOfFields } from "#features/webhooks/form/webhook-field-forms.tsx";
import { StatusChip } from "#features/webhooks/overview/status-chip.tsx";
import { UnsentHeaders } from "#features/webhooks/page/unsent-headers.tsx";
import { WebhookEvents } from "#features/webhooks/page/webhook-events.tsx";
import { useTRPC } from "#trpc/client.tsx";

type Props = { webhook: WebhookView; headerPrefix: string };

/** Settings of a webhook, to read, and its newest response. */
export const AboutWebhook = ({ webhook, headerPrefix }: Props) => {
  const t = useTranslations("webhooks.about");
  const form = useTranslations("webhooks.form");
  const items = [
    {
      label: t("url"),
      value: (
        <span className="flex items-start gap-1">
          <span translate="no" className="min-w-0 font-mono text-[0.8125rem] wrap-anywhere">
            <PathText text={webhook.url} />
          </span>
          <ShortUrlHint url={webhook.url} />
          <AdminOnly>
            <CopyButton text={webhook.url} what={t("copy")} iconOnly className="-mt-1" />
          </AdminOnly>
        </span>
      ),
    },
    { label: t("lastResponse"), value: <NewestResponse webhook={webhook} /> },
    { label: t("events"), value: <WebhookEvents events={webhook.events} /> },
    {
      label: t("secret"),
      value: (
        <span translate="no" className="font-mono text-[0.8125rem]">
          {webhook.secretHint}
        </span>
      ),
    },
    ...Object.entries(webhook.headers).map(([name, value]) => ({
      label: t("header"),
      value: <span translate="no" className="font-mono text-[0.8125rem] break-all">{`${name}: ${value}`}</span>,
    })),
    ...settingsOfFields(webhook, form),
    { label: t("created"), value: <Time at={webhook.createdAt} withExact /> },
  ];
  return (
    <Card title={t("title")}>
      <div className="flex flex-col gap-5">
        <UnsentHeaders webhook={webhook} headerPrefix={headerPrefix} />
        <DetailList items={items} narrow />
      </div>
    </Card>
  );
};

/** Keeps its height while it loads, so that the rows below stay in place. */
const NewestResponse = ({ webhook }: { webhook: WebhookView }) => {
  const t = useTranslations("webhookList.row");
  const trpc = useTRPC();
  const responses = useQuery(trpc.webhooks.lastResponses.queryOptions({ mode: webhook.mode }));
  const last = responses.data?.data.find(({ webhookId }) => webhookId === webhook.id);
  return (
    <span className="flex min-h-6 flex-wrap items-center gap-x-2">
      {last ? (
        <>
          <StatusChip httpStatus={last.httpStatus} />
          <Link href={`/deliveries/${last.deliveryId}`} prefetch={false} className="underline">
            <Time at={last.at} />
          </Link>
        </>
      ) : responses.isPending ? (
        <span className="h-4 w-24 animate-pulse rounded bg-calm-tint" />
      ) : (
        <span className="text-faint">{responses.isSuccess ? t("neverSent") : "–"}</span>
      )}
    </span>
  );
};
