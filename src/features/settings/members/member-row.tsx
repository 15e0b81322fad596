"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ShieldCheck, ShieldOff } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { FieldError } from "#components/ui/field.tsx";
import { NativeSelect } from "#components/ui/input.tsx";
import { useNotify } from "#components/ui/notify.ts";
import { Time } from "#components/ui/time.tsx";
import { Hint } from "#components/ui/tooltip.tsx";
import type { MemberView } from "#domain/members/member.schema.ts";
import type { Role } from "#domain/sessions/role.schema.ts";
import { AdminOnly } from "#features/auth/role.tsx";
import { errorText } from "#features/request-error.ts";
import { goToSignIn, useTRPC } from "#trpc/client.tsx";

type Props = { member: MemberView; isMe: boolean; isLastAdmin: boolean };

export const MemberRow = ({ member, isMe, isLastAdmin }: Props) => {
  const t = useTranslations("settings.members");
  const tRole = useTranslations("settings.roles");
  const { name, email, role, hasSecondFactor, lastSeenAt } = member;
  return (
    <li className="grid items-center gap-x-6 gap-y-2.5 px-4 py-3.5 sm:grid-cols-[minmax(0,1fr)_auto] sm:px-5">
      <div className="flex min-w-0 flex-col gap-0.5">
        <span className="flex flex-wrap items-center gap-2">
          <span className="min-w-0 font-medium wrap-anywhere">{name}</span>
          {isMe && <Badge tone="accent">{t("you")}</Badge>}
          <Badge tone={hasSecondFactor ? "ok" : "calm"} icon={hasSecondFactor ? ShieldCheck : ShieldOff}>
            {hasSecondFactor ? t("twoFactorOn") : t("twoFactorOff")}
          </Badge>
        </span>
        <span translate="no" className="text-[0.8125rem] wrap-anywhere text-soft">
          {email}
        </span>
        <span className="flex flex-wrap gap-x-1 text-[0.8125rem] text-faint">
          {lastSeenAt ? (
            <>
              <span>{t("seen")}</span>
              <Time at={lastSeenAt} />
            </>
          ) : (
            <span>{t("neverSeen")}</span>
          )}
        </span>
      </div>
      <AdminOnly instead={<RoleBadge>{tRole(role)}</RoleBadge>}>
        <Controls member={member} isMe={isMe} isLastAdmin={isLastAdmin} />
      </AdminOnly>
    </li>
  );
};

const RoleBadge = ({ children }: { children: string }) => (
  <span className="sm:justify-self-end">
    <Badge tone="calm">{children}</Badge>
  </span>
);

const ROLES: readonly Role[] = ["admin", "viewer"];

type Asked = "remove" | "demote";

/** A title says why the last admin can neither leave nor become a viewer, and a hint to those who cannot rest a pointer on it. */
const Controls = ({ member, isMe, isLastAdmin }: Props) => {
  const t = useTranslations("settings.members");
  const tRole = useTranslations("settings.roles");
  const tError = useTranslations("errors");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const notify = useNotify();
  const [asked, setAsked] = useState<Asked>();
  const { id, name, role } = member;
  const whyOff = isLastAdmin ? tError("last_admin") : undefined;
  const readAgain = () => queryClient.invalidateQueries(trpc.members.pathFilter());
  const setRole = useMutation(
    trpc.members.setRole.mutationOptions({
      onSuccess: (_, { role: next }) => {
        // Loads the page again, because every part of it depends on the own role.
        if (isMe) return window.location.reload();
        notify({ title: t("roleChanged", { name, role: next }) });
      },
      onError: (error) => notify({ title: t("roleFailed"), description: errorText(error), bad: true }),
      onSettled: () => {
        setAsked(undefined);
        return readAgain();
      },
    }),
  );
  const remove = useMutation(
    trpc.members.remove.mutationOptions({
      onSuccess: () => {
        if (isMe) return goToSignIn();
        notify({ title: t("removed", { name }) });
        setAsked(undefined);
        return readAgain();
      },
    }),
  );
  const choose = (chosen: Role) => {
    if (isMe && chosen === "viewer") setAsked("demote");
    else setRole.mutate({ id, role: chosen });
  };
  const close = () => {
    setAsked(undefined);
    remove.reset();
  };
  return (
    <div className="flex items-center gap-2 sm:justify-end">
      <NativeSelect
        aria-label={t("role", { name })}
        disabled={isLastAdmin}
        title={whyOff}
        value={setRole.isPending ? setRole.variables.role : role}
        onChange={(event) => choose(event.target.value === "admin" ? "admin" : "viewer")}
        isSmall
      >
        {ROLES.map((option) => (
          <option key={option} value={option}>
            {tRole(option)}
          </option>
        ))}
      </NativeSelect>
      <Button
        className="min-w-18"
        disabled={isLastAdmin}
        title={whyOff}
        onClick={() => setAsked("remove")}
        aria-label={isMe ? undefined : t("removeName", { name })}
      >
        {isMe ? t("leave") : t("remove")}
      </Button>
      {whyOff && <Hint about={t("lastAdmin")}>{whyOff}</Hint>}
      <ConfirmDialog
        open={asked === "remove"}
        onClose={close}
        onConfirm={() => remove.mutate({ id })}
        pending={remove.isPending}
        danger
        title={isMe ? t("leaveTitle") : t("removeTitle", { name })}
        description={isMe ? t("leaveText") : t("removeText", { name })}
        confirm={isMe ? t("leaveConfirm") : t("removeConfirm")}
      >
        <FieldError message={remove.error ? errorText(remove.error) : undefined} />
      </ConfirmDialog>
      <ConfirmDialog
        open={asked === "demote"}
        onClose={close}
        onConfirm={() => setRole.mutate({ id, role: "viewer" })}
        pending={setRole.isPending}
        title={t("demoteTitle")}
        description={t("demoteText")}
        confirm={t("demoteConfirm")}
      />
    </div>
  );
};
