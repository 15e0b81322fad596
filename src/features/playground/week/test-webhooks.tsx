import { Webhook } from "lucide-react";
import dynamic from "next/dynamic";
import Link from "next/link";
import { useTranslations } from "use-intl";
import { Badge } from "#components/ui/badge.tsx";
import { Card } from "#components/ui/card.tsx";
import { LoadingRows } from "#components/ui/states.tsx";
import type { WebhookView } from "#domain/subscriptions/webhook.schema.ts";
import { webhookName } from "#features/labels/webhook-name.ts";
import type { InspectorPlace } from "#features/playground/week/first-webhook.tsx";

const FirstWebhook = dynamic(
  () => import("#features/playground/week/first-webhook.tsx").then((part) => part.FirstWebhook),
  {
    ssr: false,
    loading: () => (
      <Card flush>
        <LoadingRows rows={2} />
      </Card>
    ),
  },
);

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
            <Link
              href={`/webhooks/${webhook.id}`}
              title={webhookName(webhook)}
              className="min-w-0 truncate rounded text-ink hover:underline"
            >
              {webhookName(webhook)}
            </Link>
            {!webhook.active && <Badge tone="calm">{t("off")}</Badge>}
          </li>
        ))}
      </ul>
    </Card>
  );
};
