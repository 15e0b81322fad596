import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { useNotify } from "#components/ui/notify.ts";
import { useTRPC } from "#trpc/client.tsx";

/** Starts a recovery and confirms it. The caller shows errors. */
export const useStartRecovery = (onStarted: () => void = () => {}) => {
  const t = useTranslations("webhooks.recover");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const notify = useNotify();
  return useMutation(
    trpc.recoveries.start.mutationOptions({
      onSuccess: ({ count }) => {
        notify({ title: t("started", { count }), description: t("startedAbout") });
        onStarted();
      },
      onSettled: () => {
        for (const filter of [trpc.recoveries.pathFilter(), trpc.webhooks.pathFilter(), trpc.deliveries.pathFilter()]) {
          queryClient.invalidateQueries(filter);
        }
      },
    }),
  );
};
