"use client";

import { BookOpen, Eye, RotateCcwKey } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Button, ButtonLink } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import type { DashboardWebhook } from "#domain/subscriptions/dashboard-webhook.schema.ts";
import { AdminOnly } from "#features/auth/role.tsx";
import { SecretOverlap } from "#features/webhooks/secret/secret-overlap.tsx";
import { VerifySnippets } from "#features/webhooks/secret/verify-snippets.tsx";

const RevealSecret = dynamic(
  () => import("#features/webhooks/secret/reveal-secret.tsx").then((module) => module.RevealSecret),
  { ssr: false },
);
const RotateSecret = dynamic(
  () => import("#features/webhooks/secret/rotate-secret.tsx").then((module) => module.RotateSecret),
  { ssr: false },
);

/** Secrets that sign now, what a person can do with them, and code that checks a signature. */
export const SecretTab = ({ webhook }: { webhook: DashboardWebhook }) => {
  const t = useTranslations("webhooks.secret");
  const [open, setOpen] = useState<"reveal" | "rotate">();
  const close = () => setOpen(undefined);
  return (
    <div className="flex flex-col gap-5">
      <Card title={t("title")} description={t("about")}>
        <div className="flex flex-col gap-4">
          <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3 rounded-xl border border-line p-4">
            <div className="flex min-w-0 flex-col">
              <span className="text-[0.8125rem] text-faint">{t("current")}</span>
              <span translate="no" className="font-mono text-sm">
                {webhook.secretHint}
              </span>
              <span className="text-[0.8125rem] text-soft">{t("currentAbout")}</span>
            </div>
            <AdminOnly>
              <div className="flex flex-wrap gap-2">
                <Button icon={Eye} onClick={() => setOpen("reveal")}>
                  {t("show")}
                </Button>
                <Button icon={RotateCcwKey} onClick={() => setOpen("rotate")}>
                  {t("rotate")}
                </Button>
              </div>
            </AdminOnly>
          </div>
          {webhook.previousSecretExpiresAt && (
            <SecretOverlap
              webhookId={webhook.id}
              hint={webhook.previousSecretHint ?? "whsec_…"}
              expiresAt={webhook.previousSecretExpiresAt}
            />
          )}
        </div>
      </Card>
      <Card
        title={t("check.title")}
        description={t("check.about")}
        action={
          <ButtonLink size="small" icon={BookOpen} href={`/docs/signatures?webhookId=${webhook.id}`} prefetch={false}>
            {t("check.more")}
          </ButtonLink>
        }
      >
        <VerifySnippets />
      </Card>
      {open === "reveal" && <RevealSecret webhook={webhook} onClose={close} />}
      {open === "rotate" && <RotateSecret webhook={webhook} onClose={close} />}
    </div>
  );
};
