"use client";

import { useQuery } from "@tanstack/react-query";
import { Search } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Card } from "#components/ui/card.tsx";
import { Input } from "#components/ui/input.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { isOperationalFamily } from "#domain/event-types/event-families.ts";
import { isSubscribed } from "#domain/event-types/wildcards.ts";
import { useMode } from "#features/current-mode.ts";
import { byFamily } from "#features/labels/event-family.ts";
import { useEventWords } from "#features/labels/event-words.tsx";
import { allWebhooks } from "#features/list-inputs.ts";
import { useTRPC } from "#trpc/client.tsx";

export type CatalogRow = { type: string; sendable: boolean; derivedFrom: readonly string[] };

/** Lists all event types by family, with the number of webhooks that receive each. */
export const CatalogList = ({ types }: { types: readonly CatalogRow[] }) => {
  const t = useTranslations("catalog");
  const words = useEventWords();
  const [q, setQ] = useState("");
  const terms = q.toLowerCase().split(/\s+/).filter(Boolean);
  const found = types.filter(({ type }) => {
    const text = `${type} ${words.label(type)} ${words.description(type)}`.toLowerCase();
    return terms.every((term) => text.includes(term));
  });
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} back={{ href: "/events", label: t("back") }} />
      <div className="flex flex-col gap-5">
        <search className="relative block">
          <Search aria-hidden className="pointer-events-none absolute top-3 left-3 size-4 text-faint" />
          <Input
            type="search"
            className="pl-9"
            aria-label={t("search")}
            placeholder={t("searchPlaceholder")}
            value={q}
            onChange={(event) => setQ(event.target.value)}
          />
        </search>
        {found.length === 0 && (
          <p role="status" className="text-soft">
            {t("nothing")}
          </p>
        )}
        {byFamily(found).map(({ family, types: rows }) => (
          <Card
            key={family}
            title={words.family(family)}
            description={isOperationalFamily(family) ? t("aboutWebhooks") : undefined}
            flush
          >
            <Rows label={words.family(family)} rows={rows.filter(({ derivedFrom }) => derivedFrom.length === 0)} />
            <Aliases rows={rows.filter(({ derivedFrom }) => derivedFrom.length > 0)} />
          </Card>
        ))}
      </div>
    </>
  );
};

const Aliases = ({ rows }: { rows: readonly CatalogRow[] }) => {
  const t = useTranslations("catalog");
  if (rows.length === 0) return null;
  return (
    <div className="border-t border-line">
      <div className="px-4 pt-4 pb-2 sm:px-5">
        <h3 className="text-sm font-medium">{t("aliases")}</h3>
        <p className="text-[0.8125rem] text-faint">{t("aliasesHint")}</p>
      </div>
      <Rows label={t("aliases")} rows={rows} />
    </div>
  );
};

const Rows = ({ label, rows }: { label: string; rows: readonly CatalogRow[] }) => {
  const words = useEventWords();
  const trpc = useTRPC();
  const { data } = useQuery(trpc.webhooks.list.queryOptions(allWebhooks(useMode())));
  return (
    <ul aria-label={label} className="divide-y divide-line border-t border-line">
      {rows.map(({ type, derivedFrom, sendable }) => (
        <li
          key={type}
          className="relative grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-6 gap-y-0.5 px-4 py-2.5 hover:bg-hover sm:px-5"
        >
          <div className="flex min-w-0 flex-col">
            <Link
              href={`/events/types/${type}`}
              prefetch={false}
              className="font-medium text-ink after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
            >
              {words.label(type)}
            </Link>
            <p className="text-[0.8125rem] text-soft">{words.description(type)}</p>
          </div>
          <div className="flex flex-col items-end gap-0.5 text-xs text-faint">
            <span translate="no" className="font-mono max-sm:hidden">
              {type}
            </span>
            <Listeners
              count={
                (data?.data ?? []).filter(({ events }) =>
                  isSubscribed(events, type, { isDerived: derivedFrom.length > 0 && !sendable }),
                ).length
              }
            />
          </div>
        </li>
      ))}
    </ul>
  );
};

/** A phone leaves the room of "no webhook" to the description. */
const Listeners = ({ count }: { count: number }) => {
  const t = useTranslations("catalog");
  return <span className={count === 0 ? "max-sm:sr-only" : undefined}>{t("listeners", { count })}</span>;
};
