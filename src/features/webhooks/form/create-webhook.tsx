"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { FlaskConical } from "lucide-react";
import dynamic from "next/dynamic";
import { useEffect } from "react";
import { useTranslations } from "use-intl";
import { Button, ButtonLink } from "#components/ui/button.tsx";
import { useSubmitType } from "#components/ui/early-change.ts";
import { PageHeader } from "#components/ui/page-header.tsx";
import { LoadingRows } from "#components/ui/states.tsx";
import type { WebhookFieldValues } from "#domain/subscriptions/webhook-fields.schema.ts";
import { useMode } from "#features/current-mode.ts";
import { ModeBadge } from "#features/labels/mode-badge.tsx";
import { emptyDraft, toCreateInput } from "#features/webhooks/form/webhook-draft.ts";
import { WebhookForm } from "#features/webhooks/form/webhook-form.tsx";
import { useTRPC } from "#trpc/client.tsx";

const CreatedWebhook = dynamic(
  () => import("#features/webhooks/form/created-webhook.tsx").then((module) => module.CreatedWebhook),
  { loading: () => <LoadingRows rows={4} /> },
);

/** Reloads after the browser's back button, which would show this form under the URL of the created webhook. */
const showPageOfAddress = () => {
  if (window.location.pathname !== "/webhooks/new") window.location.reload();
};

type Props = {
  /** Built-in inspector; null when there is none. */
  inspectorUrl: string | null;
  /** Suggests the inspector, because no webhook exists yet. */
  prefill: boolean;
  /** Types that are ticked at first. */
  events: readonly string[];
  fallbacks: WebhookFieldValues;
};

export const CreateWebhook = ({ inspectorUrl, prefill, events, fallbacks }: Props) => {
  const t = useTranslations("webhooks.form");
  const page = useTranslations("webhooks.page");
  const submitType = useSubmitType();
  const trpc = useTRPC();
  const mode = useMode();
  const queryClient = useQueryClient();
  const create = useMutation(
    trpc.webhooks.create.mutationOptions({
      onSuccess: ({ id }) => {
        // Reloading then shows the webhook instead of an empty form.
        window.history.replaceState(null, "", `/webhooks/${id}`);
        queryClient.invalidateQueries(trpc.webhooks.pathFilter());
      },
    }),
  );
  useEffect(showPageOfAddress, []);
  if (create.data) return <CreatedWebhook webhook={create.data} />;

  const isPrefilled = prefill && inspectorUrl !== null;
  return (
    <>
      <PageHeader
        title={mode === "test" ? t("newTestTitle") : t("newTitle")}
        description={mode === "test" ? t("newTestAbout") : t("newAbout")}
        badge={<ModeBadge mode={mode} />}
        back={{ href: "/webhooks", label: page("back") }}
      />
      <WebhookForm
        initial={emptyDraft(isPrefilled ? inspectorUrl : "", fallbacks, events)}
        fallbacks={fallbacks}
        error={create.error}
        isSaved={create.isPending || create.isSuccess}
        onSubmit={(draft) => create.mutate({ ...toCreateInput(draft), mode })}
        onEdit={create.reset}
        {...(isPrefilled && { urlHint: t("url.inspectorHint") })}
        urlHelp={(setUrl, url) =>
          inspectorUrl !== null &&
          url !== inspectorUrl && (
            <button
              type="button"
              onClick={() => setUrl(inspectorUrl)}
              className="inline-flex w-fit items-center gap-1.5 rounded-md text-left text-[0.8125rem] font-medium text-accent hover:underline"
            >
              <FlaskConical aria-hidden className="size-3.5 shrink-0" />
              <span>{t("url.useInspector")}</span>
            </button>
          )
        }
        footer={() => (
          <div className="flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
            <ButtonLink href="/webhooks" variant="ghost" size="large">
              {t("cancel")}
            </ButtonLink>
            <Button type={submitType} variant="primary" size="large" pending={create.isPending}>
              {create.isPending ? t("creating") : t("create")}
            </Button>
          </div>
        )}
      />
    </>
  );
};
