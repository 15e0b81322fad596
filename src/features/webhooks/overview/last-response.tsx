"use client";

import { useQuery } from "@tanstack/react-query";
import { ArrowRight } from "lucide-react";
import { useTranslations } from "use-intl";
import { ButtonLink } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { inertText } from "#components/ui/inert-text.ts";
import { Time } from "#components/ui/time.tsx";
import type { DashboardWebhook, LastFailure } from "#domain/subscriptions/dashboard-webhook.schema.ts";
import { StatusChip } from "#features/webhooks/overview/status-chip.tsx";
import { useDiagnosis } from "#features/webhooks/overview/use-diagnosis.ts";
import { useTRPC } from "#trpc/client.tsx";

/** First characters of a response body on the overview; the attempt's page has all of it. */
const BODY_CHARS_SHOWN = 600;

/** Last failed attempt of a webhook with a problem: its meaning, the exact cause, and the start of the response. */
export const LastResponse = ({ webhook }: { webhook: DashboardWebhook }) => {
  const t = useTranslations("webhooks.response");
  const diagnose = useDiagnosis();
  const { lastFailure, health } = webhook;
  if (health === "healthy" || lastFailure === null || webhook.disabledReason === "by_user") return null;
  const { title, ownerText, developerText } = diagnose(lastFailure);
  const { deliveryId, attemptId, message } = lastFailure;
  return (
    <Card
      title={t("lastFailed")}
      action={
        deliveryId !== null &&
        attemptId !== null && (
          <ButtonLink size="small" icon={ArrowRight} href={`/deliveries/${deliveryId}#${attemptId}`} prefetch={false}>
            {t("open")}
          </ButtonLink>
        )
      }
    >
      <div className="flex flex-col gap-4">
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
          <StatusChip httpStatus={lastFailure.httpStatus} />
          <span className="font-medium">{title}</span>
          <Time at={lastFailure.at} className="text-[0.8125rem] text-faint" />
        </p>
        <dl className="grid gap-x-8 gap-y-3 text-[0.8125rem] md:grid-cols-2">
          <div>
            <dt className="font-medium">{t("forOwner")}</dt>
            <dd className="text-soft">{ownerText}</dd>
          </div>
          <div>
            <dt className="font-medium">{t("forDeveloper")}</dt>
            <dd className="text-soft">{developerText}</dd>
            {message && (
              <dd translate="no" className="pt-1 font-mono text-xs wrap-anywhere text-faint">
                {inertText(message)}
              </dd>
            )}
          </div>
        </dl>
        <ResponseBody failure={lastFailure} />
      </div>
    </Card>
  );
};

const ResponseBody = ({ failure: { deliveryId, attemptId, httpStatus } }: { failure: LastFailure }) => {
  const t = useTranslations("webhooks.response");
  const trpc = useTRPC();
  const { data } = useQuery(
    trpc.deliveries.get.queryOptions(
      { id: deliveryId ?? "" },
      { enabled: deliveryId !== null && attemptId !== null && httpStatus !== null },
    ),
  );
  if (attemptId === null) return <p className="text-[0.8125rem] text-faint">{t("gone")}</p>;
  const response = data?.attempts.find(({ id }) => id === attemptId)?.response;
  if (!response) return null;
  if (!response.body) return <p className="text-[0.8125rem] text-faint">{t("noBody")}</p>;
  const isLong = response.body.length > BODY_CHARS_SHOWN;
  return (
    <CodeBlock
      text={isLong ? `${response.body.slice(0, BODY_CHARS_SHOWN)}…` : response.body}
      what={t("body")}
      caption={t("body")}
      json={!isLong}
      isForeign
      wrap
    />
  );
};
