"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { FieldError } from "#components/ui/field.tsx";
import { SecretReveal } from "#components/ui/secret-reveal.tsx";
import type { WebhookView } from "#domain/subscriptions/webhook.schema.ts";
import { errorText } from "#features/request-error.ts";
import { SignOutButton } from "#features/shell/sign-out-button.tsx";
import { useTRPC } from "#trpc/client.tsx";

type Props = { webhook: WebhookView; onClose: () => void };

/** Shows the signing secret to a person who has just signed in. Closing the dialog removes it from memory. */
export const RevealSecret = ({ webhook, onClose }: Props) => {
  const t = useTranslations("webhooks.secret");
  const trpc = useTRPC();
  const reveal = useMutation(trpc.webhooks.revealSecret.mutationOptions({ gcTime: 0 }));
  const isTooLate = reveal.error?.data?.code === "FORBIDDEN";
  const account = useQuery(trpc.account.get.queryOptions());
  // Hand-off users have no password to sign in with.
  const isOfPortal = account.data?.kind === "portal";
  const problem = isTooLate && isOfPortal ? t("portalTooLate") : reveal.error ? errorText(reveal.error) : undefined;
  return (
    <Dialog open onClose={onClose} title={t("showTitle")} description={t("showAbout")}>
      {reveal.data ? (
        <SecretReveal secret={reveal.data.secret} what={t("copyWhat")}>
          {t("showAdvice")}
        </SecretReveal>
      ) : (
        <FieldError message={problem} />
      )}
      <div className="flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
        <Button onClick={onClose}>{t("close")}</Button>
        {isTooLate
          ? account.isSuccess && !isOfPortal && <SignOutButton next={`/webhooks/${webhook.id}?tab=secret`} />
          : !reveal.data && (
              <Button variant="primary" pending={reveal.isPending} onClick={() => reveal.mutate({ id: webhook.id })}>
                {t("showConfirm")}
              </Button>
            )}
      </div>
    </Dialog>
  );
};
