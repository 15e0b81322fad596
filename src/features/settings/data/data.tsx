"use client";

import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { DetailList } from "#components/ui/detail-list.tsx";
import { dotted } from "#components/ui/dotted.ts";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Progress } from "#components/ui/progress.tsx";
import { ErrorState, LoadingRows } from "#components/ui/states.tsx";
import type { StorageView } from "#domain/storage/storage.schema.ts";
import { AdminOnly } from "#features/auth/role.tsx";
import { errorText } from "#features/request-error.ts";
import { StorageNotice } from "#features/storage/storage-notice.tsx";
import { useTRPC } from "#trpc/client.tsx";

const MB = 1024 * 1024;

const EraseCustomer = dynamic(
  () => import("#features/settings/data/erase-customer.tsx").then(({ EraseCustomer }) => EraseCustomer),
  { ssr: false },
);

export const Data = () => {
  const t = useTranslations("settings.data");
  const trpc = useTRPC();
  const storage = useQuery(trpc.storage.get.queryOptions());
  const [isErasing, setErasing] = useState(false);
  return (
    <>
      <PageHeader title={t("title")} description={t("about")} />
      <StorageNotice />
      <div className="flex flex-col gap-5">
        <KeptTimes />
        <Card title={t("storage")} description={t("storageHint")}>
          {storage.isPending ? (
            <LoadingRows rows={1} />
          ) : storage.isError ? (
            <ErrorState message={errorText(storage.error)} onRetry={() => storage.refetch()} />
          ) : (
            <Storage storage={storage.data} />
          )}
        </Card>
        <AdminOnly>
          <Card title={t("erase")} description={t("eraseAbout")}>
            <Button variant="quietDanger" onClick={() => setErasing(true)}>
              {t("eraseButton")}
            </Button>
          </Card>
        </AdminOnly>
      </div>
      {isErasing && <EraseCustomer onClose={() => setErasing(false)} />}
    </>
  );
};

const KeptTimes = () => {
  const t = useTranslations("settings.data");
  const trpc = useTRPC();
  const kept = useQuery(trpc.storage.keptTimes.queryOptions());
  return (
    <Card title={t("kept")} description={t("keptAbout")}>
      {kept.isPending ? (
        <LoadingRows rows={4} />
      ) : kept.isError ? (
        <ErrorState message={errorText(kept.error)} onRetry={() => kept.refetch()} />
      ) : (
        <DetailList
          isWide
          items={[
            { label: t("bodies"), value: t("days", { count: kept.data.bodiesDays }) },
            {
              label: t("rest"),
              value: (
                <>
                  <span>{t("days", { count: kept.data.restDays })}</span>
                  <span className="text-faint">{dotted(["", t("restHint")])}</span>
                </>
              ),
            },
            { label: t("sandbox"), value: t("days", { count: kept.data.sandboxDays }) },
            { label: t("answers"), value: t("hours", { count: kept.data.answersHours }) },
          ]}
        />
      )}
    </Card>
  );
};

const Storage = ({ storage: { bytes, bytesMax } }: { storage: StorageView }) => {
  const t = useTranslations("settings.data");
  const usedMb = Math.floor(bytes / MB);
  if (bytesMax === null) return <p>{t("unlimited", { used: usedMb })}</p>;
  const used = t("used", { used: usedMb, max: Math.round(bytesMax / MB) });
  return (
    <div className="flex flex-col gap-2">
      <Progress label={t("storage")} value={Math.min(bytes, bytesMax)} max={bytesMax} text={used} />
      <p>{used}</p>
    </div>
  );
};
