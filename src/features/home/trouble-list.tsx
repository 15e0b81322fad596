"use client";

import { CirclePause, CirclePower, History, KeyRound, type LucideIcon, TriangleAlert } from "lucide-react";
import dynamic from "next/dynamic";
import { type ReactNode, useState } from "react";
import { useTranslations } from "use-intl";
import { Button, ButtonLink } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { classNames } from "#components/ui/class-names.ts";
import { RichText } from "#components/ui/rich-text.tsx";
import { DayTime, Time } from "#components/ui/time.tsx";
import { TINTS, type Tone } from "#components/ui/tints.ts";
import { AdminOnly } from "#features/auth/role.tsx";
import type { Trouble } from "#features/home/troubles.ts";
import type { LastSeen } from "#features/webhooks/listed-webhook.ts";
import { useDismissed } from "#features/webhooks/use-dismissed.ts";

/** Rows at first: a bad hour must not push the figures off the screen. */
const ROWS_MAX = 5;

/** What needs somebody: each one with its reason in a few words, and the next step. */
export const TroubleList = ({ troubles }: { troubles: readonly Trouble[] }) => {
  const t = useTranslations("home.troubles");
  const [isWhole, setWhole] = useState(false);
  if (troubles.length === 0) return null;
  const shown = isWhole ? troubles : troubles.slice(0, ROWS_MAX);
  return (
    <Card flush>
      <h2 className="sr-only">{t("title")}</h2>
      <ul className="divide-y divide-line">
        {shown.map((trouble) => (
          <TroubleRow key={`${trouble.kind} ${trouble.listed.webhook.id}`} trouble={trouble} />
        ))}
      </ul>
      {troubles.length > shown.length && (
        <button
          type="button"
          onClick={() => setWhole(true)}
          className="flex h-10 w-full items-center justify-center border-t border-line text-[0.8125rem] font-medium text-accent hover:bg-hover focus-visible:-outline-offset-2"
        >
          {t("more", { count: troubles.length - shown.length })}
        </button>
      )}
    </Card>
  );
};

const TroubleRow = ({ trouble }: { trouble: Trouble }) => {
  const t = useTranslations("home.troubles");
  const { name, webhook, last } = trouble.listed;
  const page = `/webhooks/${webhook.id}`;
  switch (trouble.kind) {
    case "paused":
    case "failing":
      return (
        <Row
          icon={trouble.kind === "paused" ? CirclePause : TriangleAlert}
          tone={trouble.kind === "paused" ? "bad" : "warn"}
          title={t(trouble.kind, { name })}
          step={<StepLink href={page}>{t("see")}</StepLink>}
        >
          {last && <Why last={last} />}
          {trouble.waiting > 0 && <span>{t("waiting", { count: trouble.waiting })}</span>}
          {trouble.kind === "failing" && <span>{t("retrying")}</span>}
        </Row>
      );
    case "turnedOff":
      return (
        <Row
          icon={CirclePower}
          tone="bad"
          title={t("turnedOff", { name })}
          step={<StepLink href={page}>{t("see")}</StepLink>}
        >
          <span>{t(`reason.${trouble.reason}`)}</span>
        </Row>
      );
    case "undelivered":
      return <MissedRow trouble={trouble} />;
    case "secret":
      return (
        <Row
          icon={KeyRound}
          tone="accent"
          title={t("secret", { name })}
          step={<StepLink href={`${page}?tab=secret`}>{t("openSecret")}</StepLink>}
        >
          <span>
            <RichText>{t.rich("secretUntil", { time: () => <DayTime key="time" at={trouble.until} /> })}</RichText>
          </span>
        </Row>
      );
  }
};

const Why = ({ last }: { last: LastSeen }) => {
  const t = useTranslations("home.troubles");
  const words = useTranslations("webhookList.response");
  const time = () => <Time key="time" at={last.at} />;
  return (
    <span>
      <RichText>
        {last.httpStatus !== null
          ? t.rich("status", { status: String(last.httpStatus), time })
          : t.rich("error", { error: words(last.errorCode ?? "http_status"), time })}
      </RichText>
    </span>
  );
};

const RecoverDialog = dynamic(
  () => import("#features/webhooks/recovery/recover-dialog.tsx").then(({ RecoverDialog: Dialog }) => Dialog),
  { ssr: false },
);

const MissedRow = ({ trouble: { listed, missed } }: { trouble: Extract<Trouble, { kind: "undelivered" }> }) => {
  const t = useTranslations("home.troubles");
  const [isOpen, setOpen] = useState(false);
  const [isDismissed, dismiss] = useDismissed(`undelivered:${missed.webhookId}:${missed.lastId}`);
  if (isDismissed) return null;
  const { name } = listed;
  const log = `/deliveries?status=failed&webhookId=${missed.webhookId}&since=${missed.since}`;
  return (
    <Row
      icon={History}
      tone="warn"
      title={t("undelivered", { name, count: missed.count, more: missed.isMore ? "yes" : "no" })}
      step={
        <AdminOnly instead={<StepLink href={log}>{t("seeFailed")}</StepLink>}>
          <Button size="small" variant="ghost" aria-label={t("dismissAbout", { name })} onClick={dismiss}>
            {t("dismiss")}
          </Button>
          <Button size="small" onClick={() => setOpen(true)}>
            {t("resend")}
          </Button>
        </AdminOnly>
      }
    >
      <span>
        <RichText>{t.rich("missedSince", { time: () => <Time key="time" at={missed.since} /> })}</RichText>
      </span>
      {isOpen && (
        <RecoverDialog
          webhookId={missed.webhookId}
          open
          onClose={() => setOpen(false)}
          asked={{ since: missed.since }}
        />
      )}
    </Row>
  );
};

const StepLink = ({ href, children }: { href: string; children: string }) => (
  <ButtonLink href={href} prefetch={false} size="small">
    {children}
  </ButtonLink>
);

type RowProps = { icon: LucideIcon; tone: Tone; title: string; step: ReactNode; children: ReactNode };

const Row = ({ icon: Icon, tone, title, step, children }: RowProps) => (
  <li className="flex flex-wrap items-center gap-x-4 gap-y-2.5 px-4 py-3 sm:px-5">
    <div className="flex min-w-0 flex-1 basis-72 items-center gap-x-4">
      <span className={classNames("flex size-8 shrink-0 items-center justify-center rounded-lg", TINTS[tone])}>
        <Icon aria-hidden className="size-4" />
      </span>
      <div className="min-w-0 flex-1">
        <p className="font-medium wrap-anywhere">{title}</p>
        <div className="flex flex-wrap gap-x-1.5 text-[0.8125rem] text-soft">{children}</div>
      </div>
    </div>
    <div className="flex flex-wrap items-center gap-2 max-sm:pl-12">{step}</div>
  </li>
);
