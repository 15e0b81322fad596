import Link from "next/link";
import { type ReactNode, useMemo } from "react";
import { useTranslations } from "use-intl";
import { Card } from "#components/ui/card.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { PathText } from "#components/ui/path-text.tsx";
import { Time } from "#components/ui/time.tsx";
import { Hint } from "#components/ui/tooltip.tsx";
import type { DeliveryDetailView } from "#domain/deliveries/delivery.schema.ts";
import { customerNameOf } from "#domain/event-types/customer-name.ts";
import type { WebhookView } from "#domain/subscriptions/webhook.schema.ts";
import { storyAddress } from "#features/event-address.ts";
import { CustomerLink } from "#features/labels/customer-link.tsx";
import { ShortUrlHint } from "#features/labels/short-url-hint.tsx";

const LINK = "text-accent underline underline-offset-2 hover:no-underline";

type Props = { delivery: DeliveryDetailView; webhook: WebhookView | undefined };

export const DeliveryFacts = ({ delivery, webhook }: Props) => {
  const t = useTranslations("deliveries.facts");
  const { event, body } = delivery;
  const customer = useMemo(() => customerOf(event, body), [event, body]);
  return (
    <Card title={t("title")}>
      <Facts
        items={[
          { label: t("created"), value: <Time at={delivery.createdAt} withExact /> },
          ...(delivery.waitsFor ? [{ label: t("waitsFor"), value: <DeliveryLink id={delivery.waitsFor} /> }] : []),
          ...(delivery.deliveredAt
            ? [{ label: t("delivered"), value: <Time at={delivery.deliveredAt} withExact /> }]
            : []),
          ...(delivery.resourceId
            ? [{ label: t("about"), value: <About id={delivery.resourceId} customer={customer} /> }]
            : []),
          {
            label: t("webhook"),
            value: webhook ? (
              <>
                <Link href={`/webhooks/${webhook.id}`} className={`wrap-anywhere ${LINK}`}>
                  <PathText text={webhook.url} />
                </Link>{" "}
                <ShortUrlHint url={webhook.url} />
              </>
            ) : (
              t("webhookDeleted")
            ),
          },
          {
            label: (
              <>
                <span>{t("eventId")}</span> <Hint about={t("aboutEventId")}>{t("eventIdHint")}</Hint>
              </>
            ),
            value: <Id id={delivery.eventId} what={t("what.eventId")} href={`/events/${delivery.eventId}`} />,
          },
          { label: t("deliveryId"), value: <Id id={delivery.id} what={t("what.deliveryId")} /> },
        ]}
      />
    </Card>
  );
};

/** Bodies are our own JSON, with an object in `data`. */
const customerOf = (event: string, body: string | null): string | null => {
  const { data } = JSON.parse(body ?? "{}") as { data?: unknown };
  return customerNameOf(event, data);
};

/** Customer, as the lists say it, above the id; the id alone leads to the story where no customer is known. */
const About = ({ id, customer }: { id: string; customer: string | null }) => {
  const what = useTranslations("deliveries.facts.what")("resourceId");
  if (customer === null) return <Id id={id} what={what} href={storyAddress(id)} />;
  return (
    <>
      <CustomerLink resourceId={id} customer={customer} />
      <Id id={id} what={what} />
    </>
  );
};

const Facts = ({ items }: { items: readonly { label: ReactNode; value: ReactNode }[] }) => (
  <dl className="grid gap-x-6 gap-y-4 @lg:grid-cols-2 @4xl:grid-cols-3">
    {items.map(({ label, value }, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: a fixed list; labels may be elements.
      <div key={index} className="flex min-w-0 flex-col gap-0.5">
        <dt className="text-[0.8125rem] text-faint">{label}</dt>
        <dd className="min-w-0 text-sm wrap-anywhere text-ink">{value}</dd>
      </div>
    ))}
  </dl>
);

const DeliveryLink = ({ id }: { id: string }) => (
  <Link href={`/deliveries/${id}`} className={`font-mono text-xs break-all ${LINK}`}>
    {id}
  </Link>
);

const Id = ({ id, what, href }: { id: string; what: string; href?: string }) => (
  <span className="flex items-start gap-1">
    <span translate="no" className="min-w-0 font-mono text-xs leading-relaxed break-all">
      {href ? (
        <Link href={href} className={`inline-block min-h-6 ${LINK}`}>
          {id}
        </Link>
      ) : (
        id
      )}
    </span>
    <CopyButton text={id} what={what} iconOnly className="-mt-1" />
  </span>
);
