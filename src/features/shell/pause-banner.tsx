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
        <div className="flex items-start gap-3 border-b border-warn bg-warn-tint px-4 py-2 text-[0.8125rem] text-ink sm:px-8">
          <CirclePause aria-hidden className="mt-0.5 size-4 shrink-0 text-warn" />
          <p className="min-w-0">
            <strong className="font-semibold max-md:block md:mr-3">{t("title")}</strong>
            <span>{t("about")}</span>
          </p>
        </div>
      )}
    </div>
  );
};
