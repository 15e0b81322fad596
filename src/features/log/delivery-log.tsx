"use client";

import { useQuery } from "@tanstack/react-query";
import { useSearchParams } from "next/navigation";
import { useEffect, useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import { PageHeader } from "#components/ui/page-header.tsx";
import { useMode } from "#features/current-mode.ts";
import { rememberLog } from "#features/deliveries/last-log.ts";
import { logInput, logQuery, readLogFilters } from "#features/deliveries/log-filters.ts";
import { LogBody } from "#features/log/log-body.tsx";
import { useLogColumns } from "#features/log/log-columns.tsx";
import { type LogView, rememberLogView } from "#features/log/log-view.ts";
import { ExportMenu, ViewMenu } from "#features/log/toolbar-menus.tsx";
import { LiveBadge } from "#features/shell/live.tsx";
import { StorageNotice } from "#features/storage/storage-notice.tsx";
import { usePersonMark, useTRPC } from "#trpc/client.tsx";

export const DeliveryLog = ({ initialView, viewerId }: { initialView: LogView; viewerId: string }) => {
  const t = useTranslations("log");
  const trpc = useTRPC();
  const query = useSearchParams();
  const filters = useMemo(() => readLogFilters(query), [query]);
  const openId = query.get("open");
  const mode = useMode();
  const [view, setView] = useState(initialView);
  const person = usePersonMark();
  useEffect(() => rememberLog(person, filters), [person, filters]);
  const input = logInput(filters, mode);
  const head = useQuery(trpc.deliveries.log.queryOptions(input));
  const opened = useQuery({ ...trpc.deliveries.get.queryOptions({ id: openId ?? "" }), enabled: openId !== null });
  const changeView = (next: LogView) => {
    setView(next);
    rememberLogView(next);
  };
  return (
    <div data-full-width>
      <PageHeader
        title={t("title")}
        description={t("description")}
        badge={<LiveBadge />}
        actions={
          <>
            <ViewMenu view={view} onChange={changeView} />
            <ExportMenu query={logQuery(filters)} />
          </>
        }
      />
      <StorageNotice />
      <LogBody
        filters={filters}
        input={input}
        head={head}
        columns={useLogColumns(view)}
        density={view.density}
        openId={openId}
        openEvent={opened.data?.id === openId ? (opened.data?.event ?? null) : null}
        viewerId={viewerId}
      />
    </div>
  );
};
