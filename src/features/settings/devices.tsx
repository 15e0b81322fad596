"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { CircleCheck, MonitorSmartphone } from "lucide-react";
import { useTranslations } from "use-intl";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { useNotify } from "#components/ui/notify.ts";
import { PageHeader } from "#components/ui/page-header.tsx";
import { ErrorState, LoadingRows } from "#components/ui/states.tsx";
import { Time } from "#components/ui/time.tsx";
import type { SessionView } from "#domain/sessions/session.schema.ts";
import { errorText, type RequestError } from "#features/request-error.ts";
import { deviceName } from "#features/settings/device-name.ts";
import { useTRPC } from "#trpc/client.tsx";

export const Devices = () => {
  const t = useTranslations("settings.devices");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const notify = useNotify();
  const sessions = useQuery(trpc.account.sessions.queryOptions());
  const readAgain = () => queryClient.invalidateQueries(trpc.account.sessions.pathFilter());
  const onError = (error: RequestError) => notify({ title: t("failed"), description: errorText(error), bad: true });
  const endOne = useMutation(trpc.account.endSession.mutationOptions({ onSettled: readAgain, onError }));
  const endOthers = useMutation(
    trpc.account.endOtherSessions.mutationOptions({
      onSuccess: ({ count }) => notify({ title: t("signedOut", { count }) }),
      onSettled: readAgain,
      onError,
    }),
  );
  const rows = sessions.data?.data ?? [];
  return (
    <>
      <PageHeader
        title={t("title")}
        description={t("about")}
        actions={
          rows.length > 1 && (
            <Button variant="quietDanger" pending={endOthers.isPending} onClick={() => endOthers.mutate()}>
              {t("signOutOthers")}
            </Button>
          )
        }
      />
      <Card flush>
        {sessions.isPending ? (
          <LoadingRows rows={2} />
        ) : sessions.isError ? (
          <ErrorState message={errorText(sessions.error)} onRetry={() => sessions.refetch()} />
        ) : (
          <ul aria-label={t("list")} className="divide-y divide-line">
            {rows.map((session) => (
              <DeviceRow
                key={session.id}
                session={session}
                pending={endOne.isPending && endOne.variables.id === session.id}
                onEnd={() => endOne.mutate({ id: session.id })}
              />
            ))}
          </ul>
        )}
      </Card>
    </>
  );
};

type RowProps = { session: SessionView; pending: boolean; onEnd: () => void };

const DeviceRow = ({ session, pending, onEnd }: RowProps) => {
  const t = useTranslations("settings.devices");
  const name = deviceName(session.userAgent, t);
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-4 sm:px-5">
      <MonitorSmartphone aria-hidden className="size-5 shrink-0 text-faint" />
      <div className="flex min-w-0 flex-1 basis-48 flex-col gap-0.5">
        <span className="flex flex-wrap items-center gap-2">
          <span className="font-medium" title={session.userAgent ?? undefined}>
            {name}
          </span>
          {session.isCurrent && (
            <Badge tone="ok" icon={CircleCheck}>
              {t("current")}
            </Badge>
          )}
        </span>
        <span className="text-[0.8125rem] text-faint">
          <span>{session.kind === "portal" ? t("fromPortal") : t("signedIn")}</span> <Time at={session.signedInAt} />
          {session.ipAddress && (
            <>
              <span>{` ${t("from")} `}</span>
              <span className="inline-block max-w-full font-mono text-xs break-all">{session.ipAddress}</span>
            </>
          )}
        </span>
      </div>
      {!session.isCurrent && (
        <Button size="small" pending={pending} onClick={onEnd} aria-label={t("signOutName", { name })}>
          {t("signOut")}
        </Button>
      )}
    </li>
  );
};
