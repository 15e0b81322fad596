"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Disclosure } from "#components/ui/disclosure.tsx";
import { FieldError } from "#components/ui/field.tsx";
import { SecretReveal } from "#components/ui/secret-reveal.tsx";
import { Select } from "#components/ui/select.tsx";
import type { WebhookView } from "#domain/subscriptions/webhook.schema.ts";
import { errorText } from "#features/request-error.ts";
import { VerifySnippets } from "#features/webhooks/secret/verify-snippets.tsx";
import { useTRPC } from "#trpc/client.tsx";

const HOURS = { none: 0, hour: 1, day: 24, week: 168 } as const;
type Life = keyof typeof HOURS;

type Props = { webhook: WebhookView; onClose: () => void };

export const RotateSecret = ({ webhook, onClose }: Props) => {
  const t = useTranslations("webhooks.secret");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [life, setLife] = useState<Life>("day");
  const rotate = useMutation(
    trpc.webhooks.rotateSecret.mutationOptions({
      gcTime: 0,
      onSuccess: () => queryClient.invalidateQueries(trpc.webhooks.pathFilter()),
    }),
  );
  if (rotate.data) {
    return (
      <Dialog open onClose={onClose} mustConfirm title={t("newTitle")} description={t("newAbout")}>
        <SecretReveal secret={rotate.data.secret} what={t("copyWhat")}>
          {life === "none" ? t("newAtOnce") : t("newOverlap", { life })}
        </SecretReveal>
        <Disclosure summary={t("check.title")}>
          <VerifySnippets />
        </Disclosure>
        <Button variant="primary" onClick={onClose} className="sm:self-end">
          {t("copied")}
        </Button>
      </Dialog>
    );
  }
  const lives = [
    { value: "none", label: t("lives.none"), hint: t("lives.noneHint") },
    { value: "hour", label: t("lives.hour") },
    { value: "day", label: t("lives.day"), hint: t("lives.dayHint") },
    { value: "week", label: t("lives.week") },
  ] as const;
  return (
    <Dialog open onClose={onClose} title={t("rotateTitle")} description={t("rotateAbout")}>
      <div className="flex flex-col gap-1.5">
        <span className="font-medium">{t("rotateQuestion")}</span>
        <Select label={t("rotateLabel")} items={lives} value={life} onChange={setLife} />
        {webhook.previousSecretExpiresAt && <p className="text-[0.8125rem] text-warn">{t("rotateWarning")}</p>}
      </div>
      <FieldError message={rotate.error ? errorText(rotate.error) : undefined} />
      <div className="flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
        <Button onClick={onClose}>{t("cancel")}</Button>
        <Button
          variant="primary"
          pending={rotate.isPending}
          onClick={() => rotate.mutate({ id: webhook.id, overlapHours: HOURS[life] })}
        >
          {t("rotateConfirm")}
        </Button>
      </div>
    </Dialog>
  );
};
