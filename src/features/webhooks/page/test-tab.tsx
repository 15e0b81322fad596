"use client";

import { useTranslations } from "use-intl";
import { Card } from "#components/ui/card.tsx";
import type { WebhookView } from "#domain/subscriptions/webhook.schema.ts";
import { TestPanel } from "#features/playground/test-panel.tsx";

export const TestTab = ({ webhook }: { webhook: WebhookView }) => {
  const t = useTranslations("webhooks.test");
  return (
    <Card title={t("title")} description={t("about")}>
      <TestPanel webhook={webhook} />
    </Card>
  );
};
