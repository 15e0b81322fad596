"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { CalendarCheck, MailX } from "lucide-react";
import { useTranslations } from "use-intl";
import { ButtonLink } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { useNotify } from "#components/ui/notify.ts";
import { PageHeader } from "#components/ui/page-header.tsx";
import { RichText } from "#components/ui/rich-text.tsx";
import { ErrorState, LoadingRows, Notice } from "#components/ui/states.tsx";
import { EMAIL_KINDS, type EmailKind } from "#domain/notifications/email-kind.values.ts";
import { AdminOnly } from "#features/auth/role.tsx";
import { errorText } from "#features/request-error.ts";
import { useBrand } from "#features/shell/brand.tsx";
import { useTRPC } from "#trpc/client.tsx";

const TEXTS = {
  "webhook.failing": { label: "failing", hint: "failingHint" },
  "webhook.disabled": { label: "disabled", hint: "disabledHint" },
  "storage.low": { label: "storage", hint: "storageHint" },
} as const satisfies Record<EmailKind, { label: string; hint: string }>;

export const Notifications = () => {
  const t = useTranslations("settings.notifications");
  const trpc = useTRPC();
  const emails = useQuery(trpc.account.emails.queryOptions());
  return (
    <>
      <PageHeader title={t("title")} description={t("about")} />
      {emails.isPending ? (
        <LoadingRows rows={3} />
      ) : emails.isError ? (
        <ErrorState message={errorText(emails.error)} onRetry={() => emails.refetch()} />
      ) : (
        <div className="flex flex-col gap-5">
          {emails.data.email === null ? (
            <Notice icon={CalendarCheck} tone="calm" title={t("portalTitle")}>
              {t("portalAbout")}
            </Notice>
          ) : (
            <Emails {...emails.data} email={emails.data.email} />
          )}
          <Card title={t("other")}>
            <div className="flex flex-col items-start gap-3">
              <p className="text-soft">
                <RichText>
                  {t.rich("otherAbout", {
                    code: (parts) => (
                      <code key={String(parts)} translate="no" className="font-mono text-[0.8125rem] wrap-anywhere">
                        <RichText>{parts}</RichText>
                      </code>
                    ),
                  })}
                </RichText>
              </p>
              <AdminOnly>
                <ButtonLink
                  href="/webhooks/new?event=webhook.failing&event=webhook.disabled&event=delivery.failed"
                  size="small"
                >
                  {t("otherLink")}
                </ButtonLink>
              </AdminOnly>
            </div>
          </Card>
        </div>
      )}
    </>
  );
};

const Emails = ({ email, isSent, wanted }: { email: string; isSent: boolean; wanted: readonly EmailKind[] }) => {
  const t = useTranslations("settings.notifications");
  const brand = useBrand().name;
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const notify = useNotify();
  const set = useMutation(
    trpc.account.setEmail.mutationOptions({
      onSuccess: () => notify({ title: t("saved") }),
      onError: (error) => notify({ title: t("failed"), description: errorText(error), bad: true }),
      onSettled: () => queryClient.invalidateQueries(trpc.account.emails.pathFilter()),
    }),
  );
  const isChecked = (kind: EmailKind) =>
    set.isPending && set.variables.kind === kind ? set.variables.wanted : wanted.includes(kind);
  return (
    <>
      {!isSent && (
        <Notice icon={MailX} tone="warn" title={t("noServer")}>
          {t("noServerAbout", { brand })}
        </Notice>
      )}
      <Card title={t("emails", { email })} description={t("emailsAbout")}>
        <div className="-mx-2.5 flex flex-col">
          {EMAIL_KINDS.map((kind) => (
            <Checkbox
              key={kind}
              checked={isChecked(kind)}
              onChange={(on) => set.mutate({ kind, wanted: on })}
              label={t(TEXTS[kind].label)}
              hint={t(TEXTS[kind].hint)}
            />
          ))}
        </div>
      </Card>
    </>
  );
};
