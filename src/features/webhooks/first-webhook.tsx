"use client";

import { FlaskConical, Plus, Webhook } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "use-intl";
import { ButtonLink } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/states.tsx";
import { AdminOnly } from "#features/auth/role.tsx";
import { useMode } from "#features/current-mode.ts";

const STEPS = ["url", "events", "test"] as const;

/** Stands where webhooks will stand, with the way to the first one. */
export const NoWebhooks = () => {
  const t = useTranslations("webhookList.first");
  const mode = useMode();
  return (
    <AdminOnly
      instead={
        <EmptyState icon={Webhook} title={t("viewerTitle")}>
          <p>{t("viewerAbout")}</p>
        </EmptyState>
      }
    >
      {mode === "test" ? <FirstTestWebhook /> : <FirstWebhook />}
    </AdminOnly>
  );
};

const FirstTestWebhook = () => {
  const t = useTranslations("webhookList.first");
  return (
    <EmptyState
      icon={FlaskConical}
      title={t("testTitle")}
      action={
        <ButtonLink href="/webhooks/new" variant="primary" size="large" icon={Plus}>
          {t("testAdd")}
        </ButtonLink>
      }
    >
      <p>{t("testAbout")}</p>
    </EmptyState>
  );
};

const FirstWebhook = () => {
  const t = useTranslations("webhookList");
  return (
    <EmptyState
      icon={Webhook}
      title={t("first.title")}
      action={
        <div className="flex flex-col items-center gap-4">
          <ButtonLink href="/webhooks/new" variant="primary" size="large" icon={Plus}>
            {t("add")}
          </ButtonLink>
          <Link
            href="/playground"
            className="text-[0.8125rem] text-soft underline decoration-line-strong underline-offset-4 hover:text-ink"
          >
            {t("first.playground")}
          </Link>
        </div>
      }
    >
      <p>{t("first.about")}</p>
      <ol className="mx-auto mt-5 flex w-fit flex-col gap-2.5 text-left">
        {STEPS.map((step, index) => (
          <li key={step} className="flex items-center gap-3">
            <span className="flex size-6 shrink-0 items-center justify-center rounded-full bg-calm-tint text-xs font-semibold text-ink">
              {index + 1}
            </span>
            <span className="text-ink">{t(`first.${step}`)}</span>
          </li>
        ))}
      </ol>
    </EmptyState>
  );
};
