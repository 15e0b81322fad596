import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { apiDocument, curlOf, operationsByTag } from "#features/documents/api-document.ts";
import { ApiReference, placesOf } from "#features/documents/api-reference.tsx";
import { DocumentPage } from "#features/documents/document-page.tsx";
import { DOCUMENTS, documentPath, shownNotices } from "#features/documents/documents.ts";
import { fieldsOf } from "#features/documents/json-schema.ts";
import { headingsOf, Markdown } from "#features/documents/markdown.tsx";
import type { Place } from "#features/documents/on-this-page.tsx";
import { translatorOf } from "#features/texts/translator-of.ts";
import { LOCALES, type Locale } from "#features/translate.ts";
import { openApiDocument } from "#rest/openapi.ts";
import { routes } from "#rest/routes.ts";
import { renderPage } from "#tests/render-page.tsx";

const root = join(import.meta.dirname, "..", "..", "..");
const read = (...path: string[]) => readFileSync(join(root, ...path), "utf8");

const rendered = (text: string) => renderPage(<Markdown text={text} what="code" brand="Salonware" />);
const hrefsIn = (html: string) => [...html.matchAll(/\bhref="([^"]*)"/g)].map(([, href = ""]) => href);

const filesIn = (locale: Locale) =>
  new Map(
    DOCUMENTS.flatMap(({ slug, file }) => (file ? [[slug, read("docs", documentPath(file, locale))] as const] : [])),
  );

const documents = LOCALES.flatMap((locale) => {
  const files = filesIn(locale);
  return [...files].map(([slug, text]) => ({ slug, locale, text, files }));
});

describe.each(documents)("the document $slug in $locale", ({ slug, text, files }) => {
  const html = rendered(text);

  it("leads to documents of the dashboard and to places that exist, and nowhere else", () => {
    for (const href of hrefsIn(html)) {
      const [, target = slug, place] = /^(?:\/docs\/(\w+))?(?:#(.+))?$/.exec(href) ?? expect.fail(`leads to ${href}`);
      const found = [...files].find(([name]) => name === target)?.[1] ?? expect.fail(`no document ${target}`);
      if (place) expect(headingsOf(found).map(({ id }) => id)).toContain(place);
    }
  });

  it("keeps every word, and shows code as it stands", () => {
    expect(html).not.toMatch(/\bundefined\b(?!<)|\[object /);
    const [code] = /```\w*\n([\s\S]*?)```/.exec(text)?.slice(1) ?? [];
    if (code)
      expect(html).toContain(
        code
          .trim()
          .split("\n")[0]
          ?.replaceAll("&", "&amp;")
          .replaceAll("<", "&lt;")
          .replaceAll('"', "&quot;")
          .replaceAll("'", "&#x27;"),
      );
  });
});

it("code is named by its language", () => {
  expect(rendered("```js\nlet a;\n```")).toContain(">JavaScript</span>");
  expect(rendered("```\na │ b\n```")).toContain(">Text</span>");
});

it("a document names the operator's brand in its texts, and runs no HTML of a document", () => {
  const html = rendered("Bellhop sends. `Bellhop` <script>alert(1)</script> [out](https://example.com)");
  expect(html).toContain("Salonware sends.");
  expect(html).toContain(">Bellhop</code>");
  expect(html).not.toMatch(/<script|href=/);
});

describe("the API reference", () => {
  const document = apiDocument.parse(openApiDocument(routes));
  const html = renderPage(
    <ApiReference document={document} baseUrl="https://hooks.example.com" t={translatorOf("documents.api")} />,
  );

  it("has every route with its path, its parameters and a call", () => {
    for (const { method, path, operationId } of routes) {
      expect(html).toContain(`id="${operationId}"`);
      expect(html).toContain(path);
      expect(html, operationId).toContain(
        `${method === "GET" ? "" : `-X ${method} `}&quot;https://hooks.example.com${path}`,
      );
    }
    for (const { parameters } of operationsByTag(document).flatMap(([, operations]) => operations))
      for (const { name } of parameters) expect(html).toContain(`<span>${name}</span></code>`);
  });

  it("has calls whose bodies are valid JSON, with every required field", () => {
    const calls = operationsByTag(document)
      .flatMap(([, operations]) => operations)
      .map((one) => curlOf(one, document, "https://hooks.example.com"));
    const bodies = calls.flatMap((call) => /-d '([\s\S]*)'$/.exec(call)?.[1] ?? []);
    expect(bodies.length).toBeGreaterThan(3);
    for (const body of bodies) expect(() => JSON.parse(body.replaceAll(`'\\''`, "'"))).not.toThrow();
    expect(calls.find((call) => call.includes("-X POST") && call.includes('admin/webhooks"'))).toContain('"url"');
  });

  it("names the type, the limits and the meaning of parameters and fields", () => {
    const { schemas } = document.components;
    const fields = (name: string) =>
      new Map(fieldsOf(schemas[name] ?? {}, schemas).map((field) => [field.name, field]));
    expect(fields("CreateWebhookBody").get("active")).toMatchObject({ type: "boolean or null", isRequired: false });
    const sent = fields("SendEventsBody");
    expect(sent.get("event")).toMatchObject({ isRequired: true });
    expect(sent.get("event")?.type).toMatch(/"appointment\.created", .* or \d+ others$/);
    expect(sent.get("data")).toMatchObject({ type: "object", isRequired: true });
    expect([...sent.keys()].filter((name) => name.startsWith("data."))).toEqual([]);
    expect(fields("EraseBody").get("dryRun")?.meaning).toBe("Only counts; erases nothing. Default: false.");
    const said = [">anything<", "Default: 20. At least 1, at most 100.", "Deliveries sent with Send test: only these"];
    expect(said.map((words) => html.includes(words))).toEqual([false, true, true]);
  });

  it("has calls that can be sent as they stand: no optional field without an example of its own", () => {
    const bodies = operationsByTag(document)
      .flatMap(([, operations]) => operations)
      .map((one) => /-d '([\s\S]*)'$/.exec(curlOf(one, document, "https://hooks.example.com"))?.[1] ?? "");
    expect(bodies.filter((body) => /"(active|mode|eventId|overlapHours)"/.test(body))).toEqual([]);
    expect(bodies.find((body) => body.includes('"redact"'))).toContain('"url": "https://example.com/hooks"');
  });

  it("leads nowhere outside", () => {
    expect(hrefsIn(html)).toEqual([]);
  });

  it("has a closed list of its groups and calls on phones, and of its groups on wide screens", () => {
    const places = placesOf(document);
    const [narrow, wide] = [/<nav [^>]*class="[^"]*\bmd:hidden\b.*?<\/nav>/, /<nav [^>]*class="hidden .*?<\/nav>/].map(
      (list) => list.exec(pageOf(places))?.[0] ?? "",
    );
    expect(narrow).toMatch(/<details class/);
    const targets = hrefsIn(narrow ?? "");
    expect(targets).toEqual(
      places.flatMap(({ id, within = [] }) => [id, ...within.map((call) => call.id)]).map(toHref),
    );
    expect(targets.filter((href) => !html.includes(`id="${href.slice(1)}"`))).toEqual([]);
    expect(hrefsIn(wide ?? "")).toEqual(places.map(({ id }) => toHref(id)));
  });
});

const toHref = (id: string) => `#${id}`;

const pageOf = (places: Place[]) =>
  renderPage(
    <DocumentPage slug="api" title="Title" about="About" places={places} t={translatorOf("documents")}>
      <p>Text</p>
    </DocumentPage>,
  );

it("a page with one heading has no list of headings", () => {
  expect(pageOf([{ id: "one", title: "One" }])).not.toContain("On this page");
});

it("the notices begin with the packages, without words for readers of the repository", () => {
  const { packages, licenses } = shownNotices(read("THIRD-PARTY-NOTICES"));
  expect(packages).toMatch(/^@?[\w./-]+@\d/);
  expect(packages.split("\n").filter((line) => !/^\S+@\d\S* {2}\S/.test(line))).toEqual([]);
  expect(licenses).toMatch(/^=+\n@?[\w./-]+@\d/);
  expect(packages + licenses).not.toMatch(/npm run notices|of this repository/);
});

it("no page of the dashboard, and no file beside it, has a link outside", () => {
  const sources = globSync("src/{app,components,features}/**/*.tsx", { cwd: root }).filter(
    (file) => !/\.test\.tsx$/.test(file),
  );
  expect(sources.length).toBeGreaterThan(100);
  const outside = sources.flatMap((file) =>
    [...read(file).matchAll(/href=(?:"|\{[`"])(https?:[^"`]*)/g)].map(([, href]) => `${file}: ${href}`),
  );
  expect(outside).toEqual([]);
  const links = [...read("public", "llms.txt").matchAll(/\]\(([^)]*)\)/g)].map(([, href]) => href);
  expect(links.length).toBeGreaterThan(2);
  expect(links.filter((href) => !href?.startsWith("/"))).toEqual([]);
});
