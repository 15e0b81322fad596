"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { RotateCw } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "use-intl";
import { Button } from "#components/ui/button.tsx";
import { useNotify } from "#components/ui/notify.ts";
import type { DeliveryView } from "#domain/deliveries/delivery.schema.ts";
import { MANUAL_ATTEMPTS_MAX } from "#domain/deliveries/delivery.values.ts";
import type { DeliveryPlanView } from "#domain/deliveries/delivery-plan.schema.ts";
import { errorText } from "#features/request-error.ts";
import { useTRPC } from "#trpc/client.tsx";

type Props = { delivery: DeliveryView; plan: Pick<DeliveryPlanView, "resendRefusal"> };

/** Starts one more attempt. Where the server would refuse, it says why instead of offering a button. */
export const ResendButton = ({ delivery, plan: { resendRefusal } }: Props) => {
  const t = useTranslations("deliveries.resend");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const notify = useNotify();
  const resend = useMutation(
    trpc.deliveries.resend.mutationOptions({
      onSuccess: () => notify({ title: t("begun"), description: t("begunAbout"), begun: true }),
      onError: (error) => notify({ title: t("failed"), description: errorText(error), bad: true }),
      onSettled: () => queryClient.invalidateQueries(trpc.deliveries.pathFilter()),
    }),
  );
  if (resendRefusal && resendRefusal !== "running")
    return (
      <p className="flex max-w-80 flex-wrap gap-x-1.5 text-[0.8125rem] text-soft">
        <span>{t(`refused.${resendRefusal}`, { count: MANUAL_ATTEMPTS_MAX })}</span>
        {resendRefusal === "test" && (
          <Link
            href={`/webhooks/${delivery.webhookId}?tab=test`}
            className="text-accent underline underline-offset-2 hover:no-underline"
          >
            {t("newTest")}
          </Link>
        )}
      </p>
    );
  return (
    <Button
      variant={delivery.status === "delivered" ? "secondary" : "primary"}
      icon={RotateCw}
      pending={resend.isPending || resendRefusal === "running"}
      onClick={() => resend.mutate({ id: delivery.id })}
    >
      {delivery.status === "retrying" || delivery.status === "pending" ? t("tryNow") : t("resend")}
    </Button>
  );
};
