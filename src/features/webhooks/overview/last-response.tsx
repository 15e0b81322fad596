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
import { exactMessage, useDiagnosis } from "#features/deliveries/diagnosis-words.ts";
import { StatusChip } from "#features/webhooks/overview/status-chip.tsx";
import { useTRPC } from "#trpc/client.tsx";

/** First characters of a response body on the overview; the attempt's page has all of it. */
const BODY_CHARS_SHOWN = 600;

/** Last failed attempt of a webhook with a problem: its meaning, the exact cause, and the start of the response. */
export const LastResponse = ({ webhook }: { webhook: DashboardWebhook }) => {
  const { lastFailure, health, disabledReason } = webhook;
  if (health === "healthy" || disabledReason === "by_user" || lastFailure === null) return null;
  return <FailureCard failure={lastFailure} />;
};

const FailureCard = ({ failure }: { failure: LastFailure }) => {
  const t = useTranslations("webhooks.response");
  const trpc = useTRPC();
  const diagnosis = useDiagnosis();
  const { deliveryId, attemptId, message, errorCode, httpStatus, at } = failure;
  const { title, owner, developer } = diagnosis.ofError({ code: errorCode ?? "", message });
  const exact = exactMessage({ code: errorCode, message });
  const delivery = useQuery(
    trpc.deliveries.get.queryOptions({ id: deliveryId ?? "" }, { enabled: attemptId !== null }),
  );
  const attempt = delivery.data?.attempts.find(({ id }) => id === attemptId);
  return (
    <Card
      title={t("lastFailed")}
      action={
        deliveryId !== null && (
          <ButtonLink
            size="small"
            icon={ArrowRight}
            href={`/deliveries/${deliveryId}${attempt ? `#attempt-${attempt.number}` : ""}`}
            prefetch={false}
          >
            {t("open")}
          </ButtonLink>
        )
      }
    >
      <div className="flex flex-col gap-4">
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
          <StatusChip httpStatus={httpStatus} />
          <span className="font-medium">{title}</span>
          <Time at={at} className="text-[0.8125rem] text-faint" />
        </p>
        <dl className="grid gap-x-8 gap-y-3 text-[0.8125rem] md:grid-cols-2">
          <div>
            <dt className="font-medium">{t("forOwner")}</dt>
            <dd className="text-soft">{owner}</dd>
          </div>
          <div>
            <dt className="font-medium">{t("forDeveloper")}</dt>
            <dd className="text-soft">{developer}</dd>
            {exact !== "" && (
              <dd translate="no" className="pt-1 font-mono text-xs wrap-anywhere text-faint">
                {inertText(exact)}
              </dd>
            )}
          </div>
        </dl>
        {attemptId === null ? (
          <p className="text-[0.8125rem] text-faint">{t("gone")}</p>
        ) : (
          attempt?.response && <ResponseStart body={attempt.response.body ?? ""} />
        )}
      </div>
    </Card>
  );
};

const ResponseStart = ({ body }: { body: string }) => {
  const t = useTranslations("webhooks.response");
  if (body === "") return <p className="text-[0.8125rem] text-faint">{t("noBody")}</p>;
  const isLong = body.length > BODY_CHARS_SHOWN;
  return (
    <CodeBlock
      text={isLong ? `${body.slice(0, BODY_CHARS_SHOWN)}…` : body}
      what={t("body")}
      caption={t("body")}
      json={!isLong}
      isForeign
      wrap
    />
  );
};
