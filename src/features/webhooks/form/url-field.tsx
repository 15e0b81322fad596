"use client";

import { useQuery } from "@tanstack/react-query";
import { CircleCheck, LoaderCircle, TriangleAlert } from "lucide-react";
import Link from "next/link";
import { type ReactNode, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { RichText } from "#components/ui/rich-text.tsx";
import type { UrlVerdict } from "#domain/subscriptions/check-webhook-url.schema.ts";
import { useMode } from "#features/current-mode.ts";
import { useTRPC } from "#trpc/client.tsx";

const PAUSE_MS = 400;
const FRESH_MS = 60_000;

type Props = {
  value: string;
  onChange: (url: string) => void;
  /** Webhook that is edited, and its stored URL, which needs no check. */
  webhook?: { id: string; url: string } | undefined;
  /** Server error for this field. */
  error: string | undefined;
  hint: string;
};

/** URL of the endpoint; the server checks its text, its uniqueness and its host when the person stops typing. */
export const UrlField = ({ value, onChange, webhook, error, hint }: Props) => {
  const t = useTranslations("webhooks.form.url");
  const trpc = useTRPC();
  const mode = useMode();
  const [settled, setSettled] = useState(value.trim());
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const isChecked = settled !== "" && settled !== webhook?.url;
  const check = useQuery(
    trpc.webhooks.checkUrl.queryOptions(
      { url: settled, mode, ...(webhook && { id: webhook.id }) },
      { enabled: isChecked, staleTime: FRESH_MS },
    ),
  );
  const isSettled = settled === value.trim();
  const verdict = isSettled && isChecked ? check.data : undefined;

  const type = (text: string) => {
    onChange(text);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setSettled(text.trim()), PAUSE_MS);
  };

  return (
    <Field
      label={t("label")}
      hint={
        <>
          <span>{hint}</span>
          <span role="status">
            {isSettled && isChecked && check.isFetching ? (
              <Judged icon={<LoaderCircle aria-hidden className="size-3.5 animate-spin" />} look="text-faint">
                {t("checking")}
              </Judged>
            ) : (
              verdict && <VerdictLine verdict={verdict} />
            )}
          </span>
        </>
      }
      error={verdict?.verdict === "refused" ? verdict.message : error}
    >
      {(control) => (
        <Input
          {...control}
          {...(verdict?.verdict === "duplicate" && { "aria-invalid": true })}
          mono
          name="url"
          inputMode="url"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          placeholder="https://hooks.example.com/bookings"
          value={value}
          onChange={(event) => type(event.target.value)}
          onBlur={() => setSettled(value.trim())}
        />
      )}
    </Field>
  );
};

const VerdictLine = ({ verdict }: { verdict: UrlVerdict }) => {
  const t = useTranslations("webhooks.form.url");
  const warning = <TriangleAlert aria-hidden className="mt-0.5 size-3.5 shrink-0" />;
  switch (verdict.verdict) {
    case "usable":
      return (
        <Judged icon={<CircleCheck aria-hidden className="mt-0.5 size-3.5 shrink-0" />} look="text-ok">
          {t("usable")}
        </Judged>
      );
    case "duplicate":
      return (
        <Judged icon={warning} look="text-bad">
          <RichText>
            {t.rich("duplicate", {
              name: verdict.webhook.name,
              link: (name) => (
                <Link key="link" href={`/webhooks/${verdict.webhook.id}`} className="font-medium underline">
                  {name}
                </Link>
              ),
            })}
          </RichText>
        </Judged>
      );
    case "unresolved":
      return (
        <Judged icon={warning} look="text-warn">
          {t("unresolved", { host: verdict.host })}
        </Judged>
      );
    case "not_public":
      return (
        <Judged icon={warning} look="text-warn">
          {t("notPublic", { host: verdict.host })}
        </Judged>
      );
    case "refused":
      return null;
  }
};

const Judged = ({ icon, look, children }: { icon: ReactNode; look: string; children: ReactNode }) => (
  <span className={`mt-1 flex items-start gap-1.5 ${look}`}>
    <span className="shrink-0">{icon}</span>
    <span>{children}</span>
  </span>
);
