"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "#components/ui/button.tsx";
import { useNotify } from "#components/ui/notify.ts";
import type { DashboardWebhook } from "#domain/subscriptions/dashboard-webhook.schema.ts";
import type { WebhookFieldValues } from "#domain/subscriptions/webhook-fields.schema.ts";
import { AdminOnly } from "#features/auth/role.tsx";
import { useEventWords } from "#features/labels/event-words.tsx";
import { ChangeList } from "#features/webhooks/form/change-list.tsx";
import { draftChanges } from "#features/webhooks/form/draft-changes.tsx";
import { draftOf, toChanges, type WebhookDraft } from "#features/webhooks/form/webhook-draft.ts";
import { WebhookForm } from "#features/webhooks/form/webhook-form.tsx";
import { AboutWebhook } from "#features/webhooks/page/about-webhook.tsx";
import { DangerZone } from "#features/webhooks/page/danger-zone.tsx";
import { UnsentHeaders } from "#features/webhooks/page/unsent-headers.tsx";
import { useTRPC } from "#trpc/client.tsx";

type Props = { webhook: DashboardWebhook; headerPrefix: string; fallbacks: WebhookFieldValues };

/** Settings of a webhook: to change for an admin, to read for a viewer. */
export const SettingsTab = ({ webhook, headerPrefix, fallbacks }: Props) => (
  <AdminOnly instead={<AboutWebhook webhook={webhook} headerPrefix={headerPrefix} />}>
    <div className="flex flex-col gap-8">
      <div className="flex flex-col gap-5">
        <UnsentHeaders webhook={webhook} headerPrefix={headerPrefix} />
        <EditForm webhook={webhook} fallbacks={fallbacks} />
      </div>
      <DangerZone webhook={webhook} />
    </div>
  </AdminOnly>
);

const EditForm = ({ webhook, fallbacks }: Omit<Props, "headerPrefix">) => {
  const t = useTranslations("webhooks.form");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const notify = useNotify();
  // Begins anew with the saved settings; live updates of other fields do not disturb a half-typed form.
  const [start, setStart] = useState({ webhook, version: 0 });
  const update = useMutation(
    trpc.webhooks.update.mutationOptions({
      onSuccess: (saved) => {
        queryClient.setQueryData(trpc.webhooks.get.queryKey({ id: webhook.id }), saved);
        queryClient.invalidateQueries(trpc.webhooks.pathFilter());
        setStart(({ version }) => ({ webhook: saved, version: version + 1 }));
        notify({ title: t("saved") });
      },
    }),
  );
  return (
    <WebhookForm
      key={start.version}
      initial={draftOf(start.webhook)}
      fallbacks={fallbacks}
      error={update.error}
      isSaved={update.isPending}
      onSubmit={(draft) => update.mutate({ id: webhook.id, changes: toChanges(draft, start.webhook) })}
      onEdit={update.reset}
      webhook={start.webhook}
      footer={(draft, reset) => (
        <EditFooter draft={draft} before={start.webhook} pending={update.isPending} onReset={reset} />
      )}
    />
  );
};

type FooterProps = { draft: WebhookDraft; before: DashboardWebhook; pending: boolean; onReset: () => void };

const EditFooter = ({ draft, before, pending, onReset }: FooterProps) => {
  const t = useTranslations("webhooks.form");
  const trpc = useTRPC();
  const { label } = useEventWords();
  const { data: health } = useQuery(trpc.webhooks.health.queryOptions({ id: before.id }));
  const changes = draftChanges(draft, before, { t, waiting: health?.waiting ?? 0, eventLabel: label });
  return (
    <>
      {changes.length > 0 && <ChangeList changes={changes} />}
      <div className="flex flex-col-reverse gap-2 sm:flex-row sm:items-center sm:justify-end">
        {changes.length === 0 ? (
          <span className="text-center text-[0.8125rem] text-faint">{t("changes.none")}</span>
        ) : (
          <Button variant="ghost" size="large" onClick={onReset}>
            {t("discard")}
          </Button>
        )}
        <Button type="submit" variant="primary" size="large" pending={pending} disabled={changes.length === 0}>
          {pending ? t("saving") : t("save")}
        </Button>
      </div>
    </>
  );
};
