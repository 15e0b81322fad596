"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Hourglass } from "lucide-react";
import { useTranslations } from "use-intl";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { useNotify } from "#components/ui/notify.ts";
import { DayTime, Time, useNow } from "#components/ui/time.tsx";
import type { CreatedInviteView, InviteView } from "#domain/members/member.schema.ts";
import { AdminOnly } from "#features/auth/role.tsx";
import { errorText, type RequestError } from "#features/request-error.ts";
import { useTRPC } from "#trpc/client.tsx";

type Props = { invites: readonly InviteView[]; onRenewed: (invite: CreatedInviteView) => void };

/** Invitations that wait for their person. Renders nothing without any. */
export const InviteList = ({ invites, onRenewed }: Props) => {
  const t = useTranslations("settings.invites");
  if (invites.length === 0) return null;
  return (
    <Card flush title={t("list")}>
      <ul aria-label={t("list")} className="divide-y divide-line border-t border-line">
        {invites.map((invite) => (
          <InviteRow key={invite.id} invite={invite} onRenewed={onRenewed} />
        ))}
      </ul>
    </Card>
  );
};

const InviteRow = ({ invite, onRenewed }: { invite: InviteView; onRenewed: Props["onRenewed"] }) => {
  const t = useTranslations("settings.invites");
  const tRole = useTranslations("settings.roles");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const notify = useNotify();
  const { id, email, role, invitedByName, createdAt, expiresAt } = invite;
  const isExpired = Date.parse(expiresAt) <= useNow();
  const onSettled = () => queryClient.invalidateQueries(trpc.members.invites.pathFilter());
  const onError = (error: RequestError) => notify({ title: t("failed"), description: errorText(error), bad: true });
  const renew = useMutation(trpc.members.renewInvite.mutationOptions({ onSuccess: onRenewed, onSettled, onError }));
  const revoke = useMutation(
    trpc.members.revokeInvite.mutationOptions({
      onSuccess: () => notify({ title: t("revoked") }),
      onSettled,
      onError,
    }),
  );
  return (
    <li className="flex flex-wrap items-center gap-x-6 gap-y-2 px-5 py-3.5">
      <div className="flex min-w-0 flex-1 basis-56 flex-col gap-0.5">
        <span className="flex flex-wrap items-center gap-2">
          <span translate="no" className="min-w-0 font-medium wrap-anywhere">
            {email}
          </span>
          <Badge tone="calm">{tRole(role)}</Badge>
          {isExpired && (
            <Badge tone="warn" icon={Hourglass}>
              {t("expired")}
            </Badge>
          )}
        </span>
        <span className="text-[0.8125rem] text-faint">
          <span>{invitedByName ? t("by", { name: invitedByName }) : t("sent")}</span> <Time at={createdAt} />
        </span>
      </div>
      {!isExpired && (
        <div className="flex flex-col text-[0.8125rem] text-faint">
          <span>{t("expires")}</span>
          <DayTime at={expiresAt} className="text-soft" />
        </div>
      )}
      <AdminOnly>
        <div className="flex gap-2">
          <Button
            size="small"
            pending={renew.isPending}
            onClick={() => renew.mutate({ id })}
            aria-label={t("renewName", { email })}
          >
            {t("renew")}
          </Button>
          <Button
            size="small"
            pending={revoke.isPending}
            onClick={() => revoke.mutate({ id })}
            aria-label={t("revokeName", { email })}
          >
            {t("revoke")}
          </Button>
        </div>
      </AdminOnly>
    </li>
  );
};
