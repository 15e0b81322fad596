import Link from "next/link";
import { Card } from "#components/ui/card.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { findFamily } from "#domain/event-types/event-families.ts";
import type { EventTypeView } from "#domain/event-types/event-type.schema.ts";
import { CATALOG_TEXTS } from "#features/catalog/catalog-texts.ts";
import { byFamily, familyLabel } from "#features/labels/event-label.ts";

type Row = Pick<EventTypeView, "type" | "title" | "description" | "derivedFrom">;

/** Lists all event types by family. */
export const CatalogList = ({ types }: { types: readonly Row[] }) => (
  <>
    <PageHeader title={CATALOG_TEXTS.title} description={CATALOG_TEXTS.description} back={CATALOG_TEXTS.back} />
    <div className="flex flex-col gap-5">
      {byFamily(types).map(({ family, types: rows }) => (
        <Card key={family} title={familyLabel(family)} description={findFamily(family)?.hint} flush>
          <Rows label={familyLabel(family)} rows={rows.filter(({ derivedFrom }) => derivedFrom.length === 0)} />
          <Aliases rows={rows.filter(({ derivedFrom }) => derivedFrom.length > 0)} />
        </Card>
      ))}
    </div>
  </>
);

const Aliases = ({ rows }: { rows: readonly Row[] }) =>
  rows.length > 0 && (
    <div className="border-t border-line">
      <div className="px-5 pt-4 pb-2">
        <h3 className="text-sm font-medium">{CATALOG_TEXTS.aliases}</h3>
        <p className="text-[0.8125rem] text-faint">{CATALOG_TEXTS.aliasesHint}</p>
      </div>
      <Rows label={CATALOG_TEXTS.aliases} rows={rows} />
    </div>
  );

const Rows = ({ label, rows }: { label: string; rows: readonly Row[] }) => (
  <ul aria-label={label} className="divide-y divide-line border-t border-line">
    {rows.map(({ type, title, description }) => (
      <li
        key={type}
        className="relative grid gap-x-6 gap-y-0.5 px-5 py-3 hover:bg-hover sm:grid-cols-[1fr_auto] sm:items-center"
      >
        <div className="flex min-w-0 flex-col">
          <Link
            href={`/events/types/${type}`}
            className="font-medium text-ink after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
          >
            {title}
          </Link>
          <p className="text-[0.8125rem] text-soft">{description}</p>
        </div>
        <span translate="no" className="font-mono text-xs text-faint">
          {type}
        </span>
      </li>
    ))}
  </ul>
);
