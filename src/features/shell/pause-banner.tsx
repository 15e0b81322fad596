"use client";

import { useQuery } from "@tanstack/react-query";
import { CirclePause } from "lucide-react";
import { useTranslations } from "use-intl";
import { useTRPC } from "#trpc/client.tsx";

/** Says on every page that the platform has paused sending. Reads again at each live update. */
export const PauseBanner = ({ isPaused }: { isPaused: boolean }) => {
  const t = useTranslations("shell.pause");
  const trpc = useTRPC();
  const { data } = useQuery(trpc.webhooks.isSendingPaused.queryOptions(undefined, { initialData: isPaused }));
  return (
    <div role="status">
      {data && (
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-warn bg-warn-tint px-4 py-2 text-[0.8125rem] text-ink sm:px-8">
          <CirclePause aria-hidden className="size-4 shrink-0 text-warn" />
          <strong className="font-semibold">{t("title")}</strong>
          <span className="min-w-0 flex-1 basis-64">{t("about")}</span>
        </div>
      )}
    </div>
  );
};
