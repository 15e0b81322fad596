"use client";

import { useQuery } from "@tanstack/react-query";
import { Send } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { ButtonLink } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { Select } from "#components/ui/select.tsx";
import { useIsAdmin } from "#features/auth/role.tsx";
import { useMode } from "#features/current-mode.ts";
import { webhookName } from "#features/labels/webhook-name.ts";
import { allWebhooks } from "#features/list-inputs.ts";
import { useTRPC } from "#trpc/client.tsx";

/** Leads to the test of a chosen webhook, with this event type. */
export const SendAsTest = ({ type }: { type: string }) => {
  const t = useTranslations("catalog.test");
  const trpc = useTRPC();
  const isAdmin = useIsAdmin();
  const { data } = useQuery(trpc.webhooks.list.queryOptions(allWebhooks(useMode())));
  const webhooks = data?.data ?? [];
  const [chosen, setChosen] = useState<string | null>(null);
  const id = chosen ?? webhooks[0]?.id;
  if (!isAdmin) return null;
  return (
    <Card title={t("title")} description={t("text")}>
      {id === undefined ? (
        <p className="text-soft">{t("none")}</p>
      ) : (
        <div className="flex flex-col gap-3">
          <Select
            label={t("webhook")}
            value={id}
            onChange={setChosen}
            items={webhooks.map((webhook) => ({ value: webhook.id, label: webhookName(webhook) }))}
          />
          <ButtonLink
            href={`/webhooks/${id}?tab=test&event=${encodeURIComponent(type)}`}
            prefetch={false}
            variant="primary"
            icon={Send}
          >
            {t("send")}
          </ButtonLink>
        </div>
      )}
    </Card>
  );
};
