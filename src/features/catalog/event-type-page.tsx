import { Card } from "#components/ui/card.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import type { EventTypeView } from "#domain/event-types/event-type.schema.ts";
import { schemaFields } from "#domain/event-types/schema-fields.ts";
import { CATALOG_TEXTS } from "#features/catalog/catalog-texts.ts";
import { FieldTable } from "#features/catalog/field-table.tsx";
import { ListeningWebhooks } from "#features/catalog/listening-webhooks.tsx";
import { eventLabel } from "#features/labels/event-label.ts";

/** Explains one event type: its meaning, its fields, a sample, and the webhooks that get it. */
export const EventTypePage = ({ type }: { type: EventTypeView }) => (
  <>
    <PageHeader
      title={type.title}
      description={type.description}
      back={CATALOG_TEXTS.backToTypes}
      badge={
        <span translate="no" className="font-mono text-[0.8125rem] text-faint">
          {type.type}
        </span>
      }
    />
    <div className="grid min-w-0 gap-5 lg:grid-cols-[minmax(0,1fr)_20rem]">
      <div className="flex min-w-0 flex-col gap-5">
        <Card>
          <div className="flex flex-col gap-4">
            <p>{type.details}</p>
            {type.derivedFrom.length > 0 && <p className="text-soft">{originOf(type)}</p>}
            <div className="grid gap-4 sm:grid-cols-2">
              <Cases title={CATALOG_TEXTS.sentWhen} cases={type.sentWhen} />
              <Cases title={CATALOG_TEXTS.notSentWhen} cases={type.notSentWhen} />
            </div>
          </div>
        </Card>
        <Card title={CATALOG_TEXTS.fields} description={CATALOG_TEXTS.fieldsHint} flush>
          <FieldTable fields={schemaFields(type.schema)} />
        </Card>
        <Card title={CATALOG_TEXTS.sample} description={CATALOG_TEXTS.sampleHint}>
          <CodeBlock text={JSON.stringify(type.sample, null, 2)} what="sample" json />
        </Card>
      </div>
      <div className="min-w-0">
        <ListeningWebhooks type={type} />
      </div>
    </div>
  </>
);

const originOf = ({ derivedFrom, sendable }: EventTypeView): string => {
  const origin = CATALOG_TEXTS.derived(derivedFrom.map((name) => eventLabel(name).toLowerCase()).join(", "));
  return sendable ? `${origin} ${CATALOG_TEXTS.alsoSent}` : origin;
};

const Cases = ({ title, cases }: { title: string; cases: readonly string[] }) => (
  <section>
    <h2 className="pb-1 text-[0.8125rem] font-medium text-faint">{title}</h2>
    <ul className="flex list-disc flex-col gap-1 pl-4 text-soft marker:text-faint">
      {cases.map((one) => (
        <li key={one}>{one}</li>
      ))}
    </ul>
  </section>
);
