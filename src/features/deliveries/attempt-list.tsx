"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Clock } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "#components/ui/button.tsx";
import { FieldError } from "#components/ui/field.tsx";
import { Notice } from "#components/ui/states.tsx";
import type { DeliveryDetailView } from "#domain/deliveries/delivery.schema.ts";
import { AttemptCard } from "#features/deliveries/attempt-card.tsx";
import { errorText } from "#features/request-error.ts";
import { useTRPC } from "#trpc/client.tsx";

type Props = { delivery: DeliveryDetailView; viewerId?: string | undefined };

/** Attempts, newest first; earlier ones load on request. */
export const AttemptList = ({ delivery, viewerId }: Props) => {
  const t = useTranslations("deliveries.attempts");
  const { attempts, attemptCount } = delivery;
  const newest = attempts.at(-1);
  // The log contains an attempt only after its end.
  const isRunning = attemptCount > (newest?.number ?? 0);
  if (!newest && !isRunning) return <p className="text-soft">{t("none")}</p>;
  return (
    <ol className="flex flex-col gap-3">
      {isRunning && (
        <li>
          <Notice icon={Clock} tone="calm" title={t("runningTitle", { number: attemptCount })}>
            <p>{t("runningAbout")}</p>
          </Notice>
        </li>
      )}
      <Cards delivery={delivery} viewerId={viewerId} openId={newest?.id} />
    </ol>
  );
};

const Cards = ({ delivery, viewerId, openId }: Props & { openId?: string | undefined }) => (
  <>
    {delivery.attempts.toReversed().map((attempt) => (
      <AttemptCard
        key={attempt.id}
        attempt={attempt}
        before={delivery.attempts.find(({ number }) => number === attempt.number - 1) ?? null}
        body={delivery.body}
        open={attempt.id === openId}
        viewerId={viewerId}
      />
    ))}
    {delivery.attemptsOmitted > 0 && <Earlier delivery={delivery} viewerId={viewerId} />}
  </>
);

const Earlier = ({ delivery: { id, attempts, attemptsOmitted }, viewerId }: Props) => {
  const t = useTranslations("deliveries.attempts");
  const trpc = useTRPC();
  const [isAsked, setAsked] = useState(false);
  const before = { id, attemptsBefore: attempts[0]?.number };
  // New attempts shift the page by one: the old page stays until the new one has loaded.
  const earlier = useQuery(
    trpc.deliveries.get.queryOptions(before, { enabled: isAsked, placeholderData: keepPreviousData }),
  );
  if (earlier.data) return <Cards delivery={earlier.data} viewerId={viewerId} />;
  return (
    <li className="flex flex-col items-start gap-2">
      <Button pending={earlier.isFetching} onClick={() => (earlier.isError ? earlier.refetch() : setAsked(true))}>
        {t("earlier", { count: attemptsOmitted })}
      </Button>
      <FieldError message={earlier.isError ? errorText(earlier.error) : undefined} />
    </li>
  );
};
