"use client";

import { ArrowRight } from "lucide-react";
import { useTranslations } from "use-intl";
import { ButtonLink } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { Disclosure } from "#components/ui/disclosure.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { SecretReveal } from "#components/ui/secret-reveal.tsx";
import type { WebhookWithSecretView } from "#domain/subscriptions/webhook.schema.ts";
import { ModeBadge } from "#features/labels/mode-badge.tsx";
import { webhookName } from "#features/labels/webhook-name.ts";
import { TestPanel } from "#features/playground/test-panel.tsx";
import { VerifySnippets } from "#features/webhooks/secret/verify-snippets.tsx";

/** First steps of a new webhook: its secret, the code that checks it, a test. */
export const CreatedWebhook = ({ webhook }: { webhook: WebhookWithSecretView }) => {
  const t = useTranslations("webhooks.created");
  const page = useTranslations("webhooks.page");
  const test = useTranslations("webhooks.test");
  const secret = useTranslations("webhooks.secret");
  return (
    <>
      <PageHeader
        inPlace
        title={t("title")}
        description={webhookName(webhook)}
        badge={<ModeBadge mode={webhook.mode} />}
        back={{ href: "/webhooks", label: page("back") }}
        actions={
          <ButtonLink href={`/webhooks/${webhook.id}`} icon={ArrowRight}>
            {t("open")}
          </ButtonLink>
        }
      />
      <div className="flex flex-col gap-5">
        <Card title={t("step1")} description={t("step1About")}>
          <SecretReveal secret={webhook.secret} what={secret("copyWhat")}>
            {secret("createdAdvice")}
          </SecretReveal>
        </Card>
        <Card title={t("step2")} description={t("step2About")}>
          <Disclosure summary={secret("check.show")}>
            <VerifySnippets />
          </Disclosure>
        </Card>
        <Card title={t("step3")} description={test("about")}>
          <TestPanel webhook={webhook} />
        </Card>
      </div>
    </>
  );
};
