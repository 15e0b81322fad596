"use client";

import { useQuery } from "@tanstack/react-query";
import { CircleArrowUp, Undo2 } from "lucide-react";
import { useTranslations } from "use-intl";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { Disclosure } from "#components/ui/disclosure.tsx";
import { RichText } from "#components/ui/rich-text.tsx";
import { ErrorState } from "#components/ui/states.tsx";
import { DayTime } from "#components/ui/time.tsx";
import type { VersionExample, VersionPreview } from "#domain/deliveries/version-preview.schema.ts";
import type { WebhookView } from "#domain/subscriptions/webhook.schema.ts";
import { AdminOnly } from "#features/auth/role.tsx";
import { useEventWords } from "#features/labels/event-words.tsx";
import { errorText } from "#features/request-error.ts";
import { DiffView } from "#features/webhooks/overview/diff-view.tsx";
import { useApiVersion } from "#features/webhooks/overview/use-api-version.ts";
import { useTRPC } from "#trpc/client.tsx";

/** Offers the upgrade to the newest API version with a preview, and the way back for 72 hours. Empty otherwise. */
export const VersionCard = ({ webhook }: { webhook: WebhookView }) => {
  const t = useTranslations("webhooks.version");
  const trpc = useTRPC();
  const preview = useQuery(trpc.webhooks.versionPreview.queryOptions({ id: webhook.id }));
  if (preview.isPending) return null;
  if (preview.isError)
    return (
      <Card title={t("title")}>
        <ErrorState message={errorText(preview.error)} onRetry={() => preview.refetch()} />
      </Card>
    );
  const { current, newest, example, goBack } = preview.data;
  if (current !== newest) return <Upgrade webhookId={webhook.id} preview={preview.data} example={example} />;
  return goBack && <GoBack webhookId={webhook.id} current={current} goBack={goBack} />;
};

/** Text that says in plain words what a version changes. */
const VERSION_CHANGES: Record<string, "changes.previous"> = { "2026-12-01": "changes.previous" };

type UpgradeProps = { webhookId: string; preview: VersionPreview; example: VersionExample | null };

const Upgrade = ({ webhookId, preview: { current, newest }, example }: UpgradeProps) => {
  const t = useTranslations("webhooks.version");
  const change = useApiVersion(webhookId);
  const changes = VERSION_CHANGES[newest];
  return (
    <Card
      title={t("available", { newest })}
      description={t("current", { current })}
      action={
        <AdminOnly>
          <Button
            icon={CircleArrowUp}
            pending={change.isPending}
            onClick={() => change.mutate({ id: webhookId, changes: { apiVersion: newest } })}
          >
            {t("upgrade", { newest })}
          </Button>
        </AdminOnly>
      }
    >
      <div className="flex flex-col gap-3 text-[0.8125rem]">
        {changes && <p>{t(changes)}</p>}
        <p className="text-soft">{t("advice")}</p>
        {example && <Difference example={example} />}
      </div>
    </Card>
  );
};

const Difference = ({ example: { event, eventId, now, upgraded } }: { example: VersionExample }) => {
  const t = useTranslations("webhooks.version");
  const { label } = useEventWords();
  const what = eventId ? t("lastEvent", { event: label(event) }) : t("sample", { event: label(event) });
  return (
    <Disclosure summary={t("see")}>
      <div className="flex flex-col gap-2">
        <p className="text-soft">{t("legend", { what })}</p>
        <DiffView before={now} after={upgraded} label={t("compared", { what })} />
      </div>
    </Disclosure>
  );
};

type GoBackProps = { webhookId: string; current: string; goBack: { to: string; until: string } };

const GoBack = ({ webhookId, current, goBack: { to, until } }: GoBackProps) => {
  const t = useTranslations("webhooks.version");
  const change = useApiVersion(webhookId);
  return (
    <Card
      title={t("title")}
      description={t("upgraded", { from: to, current })}
      action={
        <AdminOnly>
          <Button
            icon={Undo2}
            pending={change.isPending}
            onClick={() => change.mutate({ id: webhookId, changes: { apiVersion: to } })}
          >
            {t("back", { to })}
          </Button>
        </AdminOnly>
      }
    >
      <p className="text-[0.8125rem] text-soft">
        <RichText>{t.rich("backAbout", { until: () => <DayTime key="until" at={until} /> })}</RichText>
      </p>
    </Card>
  );
};
