import { TriangleAlert } from "lucide-react";
import { Notice } from "#components/ui/states.tsx";
import { isReservedHeader } from "#domain/subscriptions/reserved-headers.values.ts";
import type { WebhookView } from "#domain/subscriptions/webhook.schema.ts";

type Props = { webhook: Pick<WebhookView, "headers">; headerPrefix: string };

/** Lists stored headers that requests omit, because their names became reserved later. */
export const UnsentHeaders = ({ webhook, headerPrefix }: Props) => {
  const names = Object.keys(webhook.headers).filter((name) => isReservedHeader(name, headerPrefix));
  if (names.length === 0) return null;
  return (
    <Notice
      icon={TriangleAlert}
      tone="warn"
      title={names.length === 1 ? "One custom header is not sent" : `${names.length} custom headers are not sent`}
    >
      <span>We leave out </span>
      <span translate="no" className="font-mono break-all">
        {names.join(", ")}
      </span>
      <span>: proxies, platforms and our own signature use this name. Remove the header, or choose another name.</span>
    </Notice>
  );
};
