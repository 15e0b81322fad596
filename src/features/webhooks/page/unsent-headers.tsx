import { TriangleAlert } from "lucide-react";
import { useTranslations } from "use-intl";
import { RichText } from "#components/ui/rich-text.tsx";
import { Notice } from "#components/ui/states.tsx";
import { isReservedHeader } from "#domain/subscriptions/reserved-headers.values.ts";
import type { WebhookView } from "#domain/subscriptions/webhook.schema.ts";

type Props = { webhook: Pick<WebhookView, "headers">; headerPrefix: string };

/** Lists stored headers that requests omit, because their names became reserved later. */
export const UnsentHeaders = ({ webhook, headerPrefix }: Props) => {
  const t = useTranslations("webhooks.unsent");
  const names = Object.keys(webhook.headers).filter((name) => isReservedHeader(name, headerPrefix));
  if (names.length === 0) return null;
  return (
    <Notice icon={TriangleAlert} tone="warn" title={t("title", { count: names.length })}>
      <RichText>
        {t.rich("about", {
          names: () => (
            <span key="names" translate="no" className="font-mono break-all">
              {names.join(", ")}
            </span>
          ),
        })}
      </RichText>
    </Notice>
  );
};
