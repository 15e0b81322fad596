"use client";

import { useQuery } from "@tanstack/react-query";
import { Ban, History } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "#components/ui/button.tsx";
import { useMode } from "#features/current-mode.ts";
import type { LogFilters } from "#features/deliveries/log-filters.ts";
import { allWebhooks } from "#features/list-inputs.ts";
import { useTRPC } from "#trpc/client.tsx";

const RecoverDialog = dynamic(
  () => import("#features/webhooks/recovery/recover-dialog.tsx").then((part) => part.RecoverDialog),
  { ssr: false },
);
const CancelWaiting = dynamic(
  () => import("#features/webhooks/page/cancel-waiting.tsx").then((part) => part.CancelWaiting),
  { ssr: false },
);

const ENDED = ["failed", "canceled"] as const;
const WAITING = ["pending", "retrying"];

/**
 * Acts on all deliveries of the one webhook that the filters name, beyond the rows that can be selected. Both actions ask with an
 * exact number first. Nothing where a further filter would promise more than they do.
 */
export const AllMatching = ({ filters }: { filters: LogFilters }) => {
  const t = useTranslations("log.selection");
  const trpc = useTRPC();
  const [open, setOpen] = useState<"recover" | "cancel" | null>(null);
  const [webhookId] = filters.webhookId;
  const webhooks = useQuery(trpc.webhooks.list.queryOptions(allWebhooks(useMode())));
  const webhook = webhooks.data?.data.find(({ id }) => id === webhookId);
  const { event, httpStatus, error, eventId, q, tests, status } = filters;
  const isNarrower =
    event.length + httpStatus.length + error.length > 0 || eventId !== "" || q !== "" || tests === "only";
  if (!webhook || filters.webhookId.length !== 1 || isNarrower) return null;
  const ended = ENDED.filter((one) => status.length === 0 || status.includes(one));
  const canRecover = webhook.active && ended.length > 0 && status.every((one) => ENDED.some((other) => other === one));
  const isTimed = filters.since !== "" || filters.until !== "";
  const canCancel = !isTimed && status.every((one) => WAITING.includes(one));
  if (!canRecover && !canCancel) return null;
  return (
    <div className="flex flex-wrap items-center gap-2 text-[0.8125rem]">
      <span className="text-faint">{t("all")}</span>
      {canRecover && (
        <Button size="small" icon={History} onClick={() => setOpen("recover")}>
          {t("recover")}
        </Button>
      )}
      {canCancel && (
        <Button size="small" icon={Ban} onClick={() => setOpen("cancel")}>
          {t("cancelWaiting")}
        </Button>
      )}
      {open === "recover" && (
        <RecoverDialog
          webhookId={webhook.id}
          open
          onClose={() => setOpen(null)}
          {...(filters.since && {
            asked: { since: filters.since, until: filters.until || undefined, status: ended },
          })}
        />
      )}
      {open === "cancel" && <CancelAll webhookId={webhook.id} onClose={() => setOpen(null)} />}
    </div>
  );
};

const CancelAll = ({ webhookId, onClose }: { webhookId: string; onClose: () => void }) => {
  const trpc = useTRPC();
  const upcoming = useQuery(trpc.webhooks.upcoming.queryOptions({ id: webhookId }));
  return (
    <CancelWaiting
      webhookId={webhookId}
      waiting={upcoming.data?.waiting ?? 0}
      open={upcoming.isSuccess}
      onClose={onClose}
    />
  );
};
