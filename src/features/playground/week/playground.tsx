"use client";

import { useQuery } from "@tanstack/react-query";
import { Eye, RotateCcw, User, UserCog } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Button, ButtonLink } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import { EmptyState, ErrorState, LoadingRows } from "#components/ui/states.tsx";
import { useMedia } from "#components/ui/use-media.ts";
import { AdminOnly } from "#features/auth/role.tsx";
import { webhookName } from "#features/labels/webhook-name.ts";
import { allWebhooks } from "#features/list-inputs.ts";
import { Agenda } from "#features/playground/week/agenda.tsx";
import { DayGrid } from "#features/playground/week/day-grid.tsx";
import { DayTabs } from "#features/playground/week/day-tabs.tsx";
import { EventPanel } from "#features/playground/week/event-panel.tsx";
import type { InspectorPlace } from "#features/playground/week/first-webhook.tsx";
import type { PlaygroundState, PlaygroundStore } from "#features/playground/week/playground-store.ts";
import { TestWebhooks } from "#features/playground/week/test-webhooks.tsx";
import { useEmitSandboxEvent } from "#features/playground/week/use-emit-sandbox-event.ts";
import { usePlaygroundStore } from "#features/playground/week/use-playground-store.ts";
import { useSchedule } from "#features/playground/week/use-schedule.ts";
import { errorText } from "#features/request-error.ts";
import { useTRPC } from "#trpc/client.tsx";

// Loaded after the week, because the first view does not need them.
const ActMenu = dynamic(() => import("#features/playground/week/act-menu.tsx").then((part) => part.ActMenu), {
  ssr: false,
});
const ScheduleDialogs = dynamic(
  () => import("#features/playground/week/schedule-dialogs.tsx").then((part) => part.ScheduleDialogs),
  { ssr: false },
);

type Props = { inspector: InspectorPlace | null };

export const Playground = (props: Props) => {
  const t = useTranslations("playground.week");
  return (
    <AdminOnly
      instead={
        <EmptyState
          isWholePage
          icon={Eye}
          title={t("viewerTitle")}
          action={<ButtonLink href="/deliveries">{t("seeDeliveries")}</ButtonLink>}
        >
          {t("viewer")}
        </EmptyState>
      }
    >
      <AdminPlayground {...props} />
    </AdminOnly>
  );
};

const AdminPlayground = ({ inspector }: Props) => {
  const t = useTranslations("playground.week");
  const emit = useEmitSandboxEvent();
  const opened = usePlaygroundStore(emit);
  return (
    <>
      <PageHeader
        title={t("title")}
        description={t("description")}
        actions={opened && <StartOver store={opened.store} />}
      />
      {opened ? (
        <OpenedWeek key={opened.state.week.monday} {...opened} inspector={inspector} />
      ) : (
        <Card flush>
          <LoadingRows rows={8} />
        </Card>
      )}
    </>
  );
};

const StartOver = ({ store }: { store: PlaygroundStore }) => {
  const t = useTranslations("playground.week");
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <Button icon={RotateCcw} onClick={() => setAsking(true)}>
        {t("startOver")}
      </Button>
      <ConfirmDialog
        open={isAsking}
        onClose={() => setAsking(false)}
        onConfirm={() => {
          store.startOver();
          setAsking(false);
        }}
        title={t("startOverTitle")}
        description={t("startOverText")}
        confirm={t("startOver")}
      />
    </>
  );
};

/** Columns of the staff need this width. Below it the day is a list. */
const WIDE = "(min-width: 40rem)";
/** Events stand beside the schedule. Below this width a toast tells of them. */
const WITH_EVENTS = "(min-width: 80rem)";

type OpenedProps = { store: PlaygroundStore; state: PlaygroundState; inspector: InspectorPlace | null };

const OpenedWeek = ({ store, state, inspector }: OpenedProps) => {
  const t = useTranslations("playground.week");
  const trpc = useTRPC();
  const webhooks = useQuery(trpc.webhooks.list.queryOptions(allWebhooks("test")));
  const hasGrid = useMedia(WIDE);
  const schedule = useSchedule(store, state.week, { showsEvents: useMedia(WITH_EVENTS) });
  const receivers = webhooks.data?.data ?? [];
  const names = new Map(receivers.map((webhook) => [webhook.id, webhookName(webhook)]));
  return (
    <div className="grid items-start gap-5 xl:grid-cols-[minmax(0,1fr)_22rem]">
      <Card>
        <div className="flex flex-col gap-4">
          <div className="flex flex-wrap items-center justify-between gap-3">
            <span className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
              <span aria-hidden className="text-[0.8125rem] whitespace-nowrap text-soft">
                {t("actAs")}
              </span>
              <Segmented
                label={t("actAs")}
                items={[
                  { value: "staff", label: t("staff"), icon: UserCog },
                  { value: "customer", label: t("customer"), icon: User },
                ]}
                value={schedule.by}
                onChange={schedule.setBy}
              />
            </span>
            <span className="text-xs text-faint">{t("actAsHint")}</span>
          </div>
          <DayTabs schedule={schedule} />
          <div role="tabpanel" id="playground-day" aria-label={t("schedule")}>
            {hasGrid ? <DayGrid schedule={schedule} /> : <Agenda schedule={schedule} />}
          </div>
        </div>
        <p role="status" className="sr-only">
          <span key={schedule.said.count}>{schedule.said.text}</span>
        </p>
        <ActMenu schedule={schedule} hasGrid={hasGrid} />
        <ScheduleDialogs schedule={schedule} />
      </Card>
      <div className="flex min-w-0 flex-col gap-5">
        {webhooks.isPending ? (
          <Card flush>
            <LoadingRows rows={1} />
          </Card>
        ) : webhooks.isError ? (
          <Card flush>
            <ErrorState message={errorText(webhooks.error)} onRetry={() => webhooks.refetch()} />
          </Card>
        ) : (
          <TestWebhooks webhooks={receivers} inspector={inspector} />
        )}
        <EventPanel
          state={state}
          store={store}
          nameOf={(id) => names.get(id) ?? t("deletedWebhook")}
          hasWebhook={receivers.length > 0}
        />
      </div>
    </div>
  );
};
