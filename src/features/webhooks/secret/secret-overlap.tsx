"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { FieldError } from "#components/ui/field.tsx";
import { useNotify } from "#components/ui/notify.ts";
import { RichText } from "#components/ui/rich-text.tsx";
import { DayTime, useNow } from "#components/ui/time.tsx";
import { AdminOnly } from "#features/auth/role.tsx";
import { errorText } from "#features/request-error.ts";
import { useTRPC } from "#trpc/client.tsx";

type Props = { webhookId: string; hint: string; expiresAt: string };

/** Old secret of a rotation, with the time that it has left. Gone at its end. */
export const SecretOverlap = ({ webhookId, hint, expiresAt }: Props) => {
  const t = useTranslations("webhooks.secret");
  const now = useNow();
  const [isOpen, setOpen] = useState(false);
  if (Date.parse(expiresAt) <= now) return null;
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3 rounded-xl border border-line bg-warn-tint p-4">
      <div className="flex min-w-0 flex-col">
        <span className="text-[0.8125rem] text-soft">{t("previous")}</span>
        <span translate="no" className="font-mono text-sm">
          {hint}
        </span>
        <span className="text-[0.8125rem] text-soft">
          <RichText>{t.rich("previousAbout", { at: () => <DayTime key="at" at={expiresAt} /> })}</RichText>
        </span>
      </div>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <span className="font-medium text-warn tabular-nums">{t("left", timeLeft(Date.parse(expiresAt) - now))}</span>
        <AdminOnly>
          <Button size="small" onClick={() => setOpen(true)}>
            {t("endNow")}
          </Button>
        </AdminOnly>
      </div>
      <EndNow webhookId={webhookId} open={isOpen} onClose={() => setOpen(false)} />
    </div>
  );
};

const timeLeft = (ms: number) => {
  const minutes = Math.ceil(ms / 60_000);
  return { days: Math.floor(minutes / 1_440), hours: Math.floor(minutes / 60) % 24, minutes: minutes % 60 };
};

const EndNow = ({ webhookId, open, onClose }: { webhookId: string; open: boolean; onClose: () => void }) => {
  const t = useTranslations("webhooks.secret");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const notify = useNotify();
  const end = useMutation(
    trpc.webhooks.endPreviousSecret.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries(trpc.webhooks.pathFilter());
        notify({ title: t("ended") });
        onClose();
      },
    }),
  );
  return (
    <ConfirmDialog
      open={open}
      onClose={() => {
        onClose();
        end.reset();
      }}
      onConfirm={() => end.mutate({ id: webhookId })}
      pending={end.isPending}
      danger
      title={t("endAsk")}
      description={t("endAbout")}
      confirm={t("endConfirm")}
    >
      <FieldError message={end.error ? errorText(end.error) : undefined} />
    </ConfirmDialog>
  );
};
