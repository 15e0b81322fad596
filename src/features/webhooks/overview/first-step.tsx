"use client";

import { useQuery } from "@tanstack/react-query";
import { Send } from "lucide-react";
import { useTranslations } from "use-intl";
import { ButtonLink } from "#components/ui/button.tsx";
import { Notice } from "#components/ui/states.tsx";
import type { WebhookView } from "#domain/subscriptions/webhook.schema.ts";
import { AdminOnly } from "#features/auth/role.tsx";
import { recentDeliveries } from "#features/list-inputs.ts";
import { useTRPC } from "#trpc/client.tsx";

/** Leads from a webhook that has sent nothing yet to its first test; empty otherwise. */
export const FirstStep = ({ webhook }: { webhook: WebhookView }) => {
  const t = useTranslations("webhooks.deliveries");
  const page = useTranslations("webhooks.page");
  const trpc = useTRPC();
  const { data } = useQuery(trpc.deliveries.list.queryOptions(recentDeliveries(webhook)));
  if (data?.data.length !== 0 || webhook.health !== "healthy") return null;
  return (
    <Notice
      icon={Send}
      tone="accent"
      title={t("none")}
      action={
        <AdminOnly>
          <ButtonLink variant="primary" icon={Send} href={`/webhooks/${webhook.id}?tab=test`} prefetch={false}>
            {page("tabs.test")}
          </ButtonLink>
        </AdminOnly>
      }
    >
      {t("noneHint")}
    </Notice>
  );
};
