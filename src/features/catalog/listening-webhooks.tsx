"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "use-intl";
import { ButtonLink } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { ErrorState, LoadingRows } from "#components/ui/states.tsx";
import type { EventTypeView } from "#domain/event-types/event-type.schema.ts";
import { namesOf } from "#domain/event-types/wildcards.ts";
import { AdminOnly } from "#features/auth/role.tsx";
import { useMode } from "#features/current-mode.ts";
import { webhookName } from "#features/labels/webhook-name.ts";
import { allWebhooks } from "#features/list-inputs.ts";
import { errorText } from "#features/request-error.ts";
import { useTRPC } from "#trpc/client.tsx";

/** Lists the webhooks that get events of this type, and by which wildcard. */
export const ListeningWebhooks = ({ type }: { type: Pick<EventTypeView, "type" | "sendable" | "derivedFrom"> }) => {
  const t = useTranslations("catalog");
  const trpc = useTRPC();
  const query = useQuery(trpc.webhooks.list.queryOptions(allWebhooks(useMode())));
  const names = namesOf(type.type, { isDerived: !type.sendable });
  const listening = (query.data?.data ?? []).flatMap((webhook) => {
    const by = names.find((name) => webhook.events.includes(name));
    return by === undefined ? [] : [{ ...webhook, by }];
  });
  return (
    <Card title={t("webhooks")}>
      {query.isPending ? (
        <LoadingRows rows={1} />
      ) : query.isError ? (
        <ErrorState message={errorText(query.error)} onRetry={() => query.refetch()} />
      ) : listening.length === 0 ? (
        <div className="flex flex-col items-start gap-3">
          <p className="text-soft">{t("noWebhooks")}</p>
          <AdminOnly>
            <ButtonLink href={`/webhooks/new?event=${type.type}`} size="small">
              {t("createWebhook")}
            </ButtonLink>
          </AdminOnly>
        </div>
      ) : (
        <ul aria-label={t("webhooks")} className="flex flex-col gap-1.5">
          {listening.map((webhook) => (
            <li key={webhook.id} className="flex min-w-0 flex-wrap items-baseline gap-x-2">
              <Link
                href={`/webhooks/${webhook.id}`}
                prefetch={false}
                title={webhookName(webhook)}
                className="min-w-0 truncate font-medium hover:text-accent"
              >
                {webhookName(webhook)}
              </Link>
              {webhook.by !== type.type && (
                <span className="text-[0.8125rem] text-faint">
                  {type.derivedFrom.length > 0
                    ? t("byWildcardIfSent", { name: webhook.by })
                    : t("byWildcard", { name: webhook.by })}
                </span>
              )}
              {!webhook.active && <span className="text-[0.8125rem] text-faint">{t("off")}</span>}
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
};
