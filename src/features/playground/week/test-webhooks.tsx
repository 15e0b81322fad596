import { useMutation, useQueryClient } from "@tanstack/react-query";
import { FlaskConical, Webhook } from "lucide-react";
import Link from "next/link";
import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { Field, FieldError } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import type { WebhookView } from "#domain/subscriptions/webhook.schema.ts";
import { webhookName } from "#features/labels/webhook-name.ts";
import { fieldError, generalError } from "#features/request-error.ts";
import { useTRPC } from "#trpc/client.tsx";

export type InspectorPlace = { url: string; path: string };

/** Receivers of the sandbox events. Offers to make the first one. */
export const TestWebhooks = ({
  webhooks,
  inspector,
}: {
  webhooks: readonly WebhookView[];
  /** Built-in inspector; null where the installation has none. */
  inspector: InspectorPlace | null;
}) => {
  const t = useTranslations("playground.week");
  if (webhooks.length === 0) return <FirstWebhook inspector={inspector} />;
  return (
    <Card
      title={t("testWebhooks")}
      action={
        inspector && webhooks.some(({ url }) => url === inspector.url) ? (
          <Link href={inspector.path} className="rounded-md text-[0.8125rem] font-medium text-accent hover:underline">
            {t("openInspector")}
          </Link>
        ) : null
      }
    >
      <ul className="flex flex-col gap-1.5">
        {webhooks.map((webhook) => (
          <li key={webhook.id} className="flex min-w-0 items-center gap-2 text-[0.8125rem]">
            <Webhook aria-hidden className="size-3.5 shrink-0 text-faint" />
            <Link href={`/webhooks/${webhook.id}`} className="min-w-0 truncate rounded text-ink hover:underline">
              {webhookName(webhook)}
            </Link>
            {!webhook.active && <Badge tone="calm">{t("off")}</Badge>}
          </li>
        ))}
      </ul>
    </Card>
  );
};

const FirstWebhook = ({ inspector }: { inspector: InspectorPlace | null }) => {
  const t = useTranslations("playground.week");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [url, setUrl] = useState("");
  const create = useMutation(
    trpc.webhooks.create.mutationOptions({
      onSettled: () => queryClient.invalidateQueries(trpc.webhooks.pathFilter()),
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate({
      url: inspector?.url ?? url.trim(),
      events: ["*"],
      mode: "test",
      description: inspector ? t("inspectorName") : "",
    });
  };
  return (
    <Card
      title={t("noWebhook")}
      description={inspector ? `${t("noWebhookText")} ${t("noWebhookInspector")}` : t("noWebhookText")}
    >
      <form onSubmit={submit} className="flex flex-col gap-3">
        {!inspector && (
          <Field label={t("url")} error={fieldError(create.error, "url")}>
            {(control) => (
              <Input
                {...control}
                mono
                type="url"
                required
                placeholder="https://"
                value={url}
                onChange={(event) => setUrl(event.target.value)}
              />
            )}
          </Field>
        )}
        <FieldError message={generalError(create.error, inspector ? [] : ["url"])} />
        <Button type="submit" variant="primary" icon={FlaskConical} pending={create.isPending} className="w-full">
          {create.isPending ? t("creating") : t("createInspector")}
        </Button>
      </form>
    </Card>
  );
};
