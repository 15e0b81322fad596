"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { CircleCheck, MonitorSmartphone } from "lucide-react";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { ErrorState, LoadingRows } from "#components/ui/states.tsx";
import { Time } from "#components/ui/time.tsx";
import { useNotify } from "#components/ui/toast.tsx";
import type { SessionView } from "#domain/sessions/session.schema.ts";
import { countOf } from "#features/count-text.ts";
import { errorText, type RequestError } from "#features/request-error.ts";
import { deviceName } from "#features/settings/device-name.ts";
import { useTRPC } from "#trpc/client.tsx";

export const Devices = () => {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const notify = useNotify();
  const sessions = useQuery(trpc.account.sessions.queryOptions());
  const readAgain = () => queryClient.invalidateQueries(trpc.account.sessions.pathFilter());
  const onError = (error: RequestError) =>
    notify({ title: "It could not be signed out", description: errorText(error), bad: true });
  const endOne = useMutation(trpc.account.endSession.mutationOptions({ onSettled: readAgain, onError }));
  const endOthers = useMutation(
    trpc.account.endOtherSessions.mutationOptions({
      onSuccess: ({ count }) => notify({ title: `${countOf(count, "device")} signed out` }),
      onSettled: readAgain,
      onError,
    }),
  );
  const rows = sessions.data?.data ?? [];
  return (
    <>
      <PageHeader
        title="Signed-in devices"
        description="Where you are signed in right now. Sign out what you do not know or do not use any more."
        actions={
          rows.length > 1 && (
            <Button variant="quietDanger" pending={endOthers.isPending} onClick={() => endOthers.mutate()}>
              Sign out all others
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
          <ul aria-label="Signed-in devices" className="divide-y divide-line">
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
  const name = deviceName(session.userAgent);
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-5 py-4">
      <MonitorSmartphone aria-hidden className="size-5 shrink-0 text-faint" />
      <div className="flex min-w-0 flex-1 basis-48 flex-col gap-0.5">
        <span className="flex flex-wrap items-center gap-2">
          <span className="font-medium" title={session.userAgent ?? undefined}>
            {name}
          </span>
          {session.isCurrent && (
            <Badge tone="ok" icon={CircleCheck}>
              This device
            </Badge>
          )}
        </span>
        <span className="text-[0.8125rem] text-faint">
          <span>{session.kind === "portal" ? "From your booking system" : "Signed in"}</span>{" "}
          <Time at={session.signedInAt} />
          {session.ipAddress && (
            <>
              <span> from </span>
              <span className="inline-block max-w-full font-mono text-xs break-all">{session.ipAddress}</span>
            </>
          )}
        </span>
      </div>
      {!session.isCurrent && (
        <Button size="small" pending={pending} onClick={onEnd}>
          <span>Sign out</span>
          <span className="sr-only">{` ${name}`}</span>
        </Button>
      )}
    </li>
  );
};
