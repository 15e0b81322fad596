"use client";

import { useTranslations } from "use-intl";
import { ButtonLink } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Tabs } from "#components/ui/tabs.tsx";
import type { EventTypeView } from "#domain/event-types/event-type.schema.ts";
import type { SchemaField } from "#domain/event-types/schema-fields.ts";
import { FieldTable } from "#features/catalog/field-table.tsx";
import { ListeningWebhooks } from "#features/catalog/listening-webhooks.tsx";
import { SendAsTest } from "#features/catalog/send-as-test.tsx";
import { useEventWords } from "#features/labels/event-words.tsx";

type Props = { type: EventTypeView; fields: readonly SchemaField[] };

/** Explains one event type: its meaning, its fields, a sample, and the webhooks that get it. A platform type has no long text. */
export const EventTypePage = ({ type, fields }: Props) => {
  const t = useTranslations("catalog");
  const words = useEventWords();
  const sources = type.derivedFrom.map((name) => words.label(name)).join(", ");
  return (
    <>
      <PageHeader
        title={words.label(type.type)}
        description={words.description(type.type)}
        back={{ href: "/events/types", label: t("backToTypes") }}
        badge={
          <span translate="no" className="font-mono text-[0.8125rem] text-faint">
            {type.type}
          </span>
        }
        actions={
          <ButtonLink href={`/deliveries?event=${encodeURIComponent(type.type)}`} prefetch={false}>
            {t("deliveries")}
          </ButtonLink>
        }
      />
      <div className="grid min-w-0 gap-5 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="flex min-w-0 flex-col gap-5">
          {type.details !== "" && (
            <Card>
              <div className="flex flex-col gap-4">
                <p>{type.details}</p>
                {type.derivedFrom.length > 0 && (
                  <p className="text-soft">{`${t("derived", { sources })}${type.sendable ? ` ${t("alsoSent")}` : ""}`}</p>
                )}
                <div className="grid gap-4 sm:grid-cols-2">
                  <Cases title={t("sentWhen")} cases={type.sentWhen} />
                  <Cases title={t("notSentWhen")} cases={type.notSentWhen} />
                </div>
              </div>
            </Card>
          )}
          {fields.length > 0 && (
            <Card title={t("fields")} description={t(type.details === "" ? "platformFieldsHint" : "fieldsHint")} flush>
              <FieldTable fields={fields} />
            </Card>
          )}
          <Card>
            <Tabs
              label={t("sample")}
              tabs={[
                {
                  value: "sample",
                  label: t("sample"),
                  content: <Code hint={t("sampleHint")} value={type.sample} what={t("sampleWhat")} />,
                },
                {
                  value: "schema",
                  label: t("schema"),
                  content: <Code hint={t("schemaHint")} value={type.schema} what={t("schemaWhat")} />,
                },
              ]}
            />
          </Card>
        </div>
        <div className="flex min-w-0 flex-col gap-5">
          <ListeningWebhooks type={type} />
          <SendAsTest type={type.type} />
        </div>
      </div>
    </>
  );
};

const Code = ({ hint, value, what }: { hint: string; value: object; what: string }) => (
  <div className="flex flex-col gap-2">
    <p className="text-[0.8125rem] text-faint">{hint}</p>
    <CodeBlock text={JSON.stringify(value, null, 2)} what={what} json />
  </div>
);

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
