import { Fragment, type ReactNode } from "react";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { Disclosure } from "#components/ui/disclosure.tsx";
import { PathText } from "#components/ui/path-text.tsx";
import {
  type ApiDocument,
  type ApiOperation,
  answerOf,
  bodySchemaOf,
  curlOf,
  operationsByTag,
} from "#features/documents/api-document.ts";
import {
  type Components,
  exampleOf,
  fieldsOf,
  meaningText,
  type SchemaField,
  typeText,
} from "#features/documents/json-schema.ts";
import type { Place } from "#features/documents/on-this-page.tsx";
import type { Translate } from "#features/translate.ts";

type T = Translate<"documents.api">;

const METHODS: Record<string, string> = {
  GET: "bg-calm-tint text-calm",
  POST: "bg-ok-tint text-ok",
  PATCH: "bg-warn-tint text-warn",
  PUT: "bg-warn-tint text-warn",
  DELETE: "bg-bad-tint text-bad",
};

const tagId = (tag: string): string => `tag-${tag.toLowerCase().replaceAll(/[^a-z]+/g, "-")}`;

/** Groups of the reference and their calls, for the list of the page. */
export const placesOf = (document: ApiDocument): Place[] =>
  operationsByTag(document).map(([tag, operations]) => ({
    id: tagId(tag),
    title: tag,
    within: operations.map(({ operationId, method, path }) => ({ id: operationId, method, path })),
  }));

/** All routes of our OpenAPI document, rendered on the server. */
export const ApiReference = ({ document, baseUrl, t }: { document: ApiDocument; baseUrl: string; t: T }) => (
  <div className="flex min-w-0 flex-col gap-10">
    {operationsByTag(document).map(([tag, operations]) => (
      <section key={tag} aria-labelledby={tagId(tag)} className="flex min-w-0 flex-col gap-4">
        <h2 id={tagId(tag)} className="scroll-mt-20 text-lg font-semibold tracking-tight">
          {tag}
        </h2>
        {operations.map((operation) => (
          <Operation key={operation.operationId} {...{ operation, document, baseUrl, t }} />
        ))}
      </section>
    ))}
  </div>
);

type Shown = { operation: ApiOperation; document: ApiDocument; baseUrl: string; t: T };

const Operation = ({ operation, document, baseUrl, t }: Shown) => {
  const { operationId, method, path, summary, description, security, responses } = operation;
  const components = document.components.schemas;
  const body = bodySchemaOf(operation);
  const answer = answerOf(operation);
  const scope = /`([^`]+)`/.exec(description ?? "")?.[1];
  const errors = Object.entries(responses).filter(([status]) => status >= "400");
  return (
    <article
      id={operationId}
      className="flex min-w-0 scroll-mt-20 flex-col gap-4 rounded-2xl border border-line bg-surface p-5 shadow-card [contain-intrinsic-size:auto_40rem] [content-visibility:auto]"
    >
      <header className="flex flex-col gap-2">
        <h3 className="flex flex-wrap items-center gap-2" translate="no">
          <span className={`rounded-md px-2 py-0.5 font-mono text-xs font-semibold ${METHODS[method] ?? ""}`}>
            {method}
          </span>
          <code className="font-mono text-[0.8125rem] font-semibold wrap-anywhere">
            <PathText text={path} />
          </code>
        </h3>
        <p lang="en" className="text-soft">
          {summary}
        </p>
        <p className="text-[0.8125rem] text-faint">
          {security?.length === 0 ? t("public") : t("scope", { scope: scope ?? "" })}
        </p>
      </header>
      <Fields
        title={t("parameters")}
        t={t}
        fields={operation.parameters.map(({ name, required, description, schema }) => ({
          name,
          type: typeText(schema),
          isRequired: required,
          meaning: meaningText(schema, description),
        }))}
      />
      {body && <Fields title={t("bodyFields")} t={t} fields={fieldsOf(body, components)} />}
      <CodeBlock text={curlOf(operation, document, baseUrl)} what={t("curl")} caption={t("example")} />
      <Answer {...{ answer, components, t }} />
      {errors.length > 0 && (
        <Disclosure summary={t("errors")}>
          <ul lang="en" className="flex flex-col gap-1 text-[0.8125rem] text-soft">
            {errors.map(([status, error]) => (
              <li key={status} className="flex gap-3">
                <code className="font-mono">{status}</code>
                <span>{error.description}</span>
              </li>
            ))}
          </ul>
        </Disclosure>
      )}
    </article>
  );
};

const Answer = ({
  answer: { status, schema },
  components,
  t,
}: {
  answer: ReturnType<typeof answerOf>;
  components: Components;
  t: T;
}) => {
  if (!schema)
    return (
      <p className="text-[0.8125rem] text-soft">
        <span className="font-medium">{t("answer", { status })}</span> <span>{t("noBody")}</span>
      </p>
    );
  const fields = fieldsOf(schema, components);
  return (
    <Disclosure summary={t("answer", { status })}>
      <div className="flex flex-col gap-4">
        <CodeBlock text={JSON.stringify(exampleOf(schema, components), null, 2)} what={t("json")} json />
        <Fields title={t("answerFields")} t={t} fields={fields} />
      </div>
    </Disclosure>
  );
};

const Fields = ({ title, fields, t }: { title: string; fields: readonly SchemaField[]; t: T }) => {
  if (fields.length === 0) return null;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard.
    <div tabIndex={0} className="@container min-w-0 overflow-x-auto rounded-xl border border-line">
      <table className="w-full border-collapse @xl:table-fixed text-left text-[0.8125rem]">
        <caption className="border-b border-line bg-sunken px-3.5 py-2 text-left font-medium">{title}</caption>
        <colgroup className="@max-xl:hidden">
          <col className="w-1/4" />
          <col className="w-[28%]" />
          <col />
        </colgroup>
        <thead className="sr-only">
          <tr>
            <Head>{t("parameter")}</Head>
            <Head>{t("type")}</Head>
            <Head>{t("meaning")}</Head>
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {fields.map(({ name, type, isRequired, meaning }) => (
            <tr key={name} lang="en" className="@max-xl:grid @max-xl:gap-0.5 @max-xl:px-3.5 @max-xl:py-2">
              <td className="px-3.5 py-1.5 align-top wrap-anywhere @max-xl:p-0">
                <code translate="no" className="font-mono text-xs">
                  <PathText text={name} />
                </code>
                {isRequired && <span className="block text-xs text-warn">{t("required")}</span>}
              </td>
              <td className="px-3.5 py-1.5 align-top wrap-anywhere text-soft @max-xl:p-0">
                <Types text={type} />
              </td>
              <td className="px-3.5 py-1.5 align-top text-soft @max-xl:p-0">{meaning}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};

/** Types of a field. Each stays in one piece where a narrow column has room for it. */
const Types = ({ text }: { text: string }) =>
  text.split(/(?<= or )/).map((type, place) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: types never change their order.
    <Fragment key={place}>
      {place > 0 && <wbr />}
      <span className={type.length <= TYPE_CHARS_MAX ? "whitespace-nowrap" : undefined}>{type}</span>
    </Fragment>
  ));

const TYPE_CHARS_MAX = 22;

const Head = ({ children }: { children: ReactNode }) => <th scope="col">{children}</th>;
