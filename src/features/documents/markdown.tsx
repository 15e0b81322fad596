import { lexer, type Token, type Tokens } from "marked";
import Link from "next/link";
import { Fragment, type ReactNode } from "react";
import { classNames } from "#components/ui/class-names.ts";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { insideHref } from "#features/documents/documents.ts";

type Words = {
  /** Noun for copied code. */
  what: string;
  /** Replaces the name Bellhop in texts, never in code. */
  brand: string;
};

export type Heading = { id: string; title: string; depth: number };

/** Makes the id of a heading as GitHub does, so that links between documents work in both places. */
const idOf = (title: string): string =>
  title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");

const plainText = (tokens: readonly Token[] = []): string =>
  tokens.map((token) => ("tokens" in token && token.tokens ? plainText(token.tokens) : textOf(token))).join("");

const textOf = (token: Token): string => ("text" in token ? String(token.text) : token.raw);

/** Lists the headings of a document but its title. */
export const headingsOf = (markdown: string): Heading[] =>
  lexer(markdown)
    .filter((token): token is Tokens.Heading => token.type === "heading" && token.depth > 1)
    .map(({ depth, tokens }) => ({ id: idOf(plainText(tokens)), title: plainText(tokens), depth }));

/**
 * Renders one of our own documents on the server. Knows the parts of Markdown that our documents use; HTML in a document
 * is left out. The page has the title, so a first heading of level 1 is left out too.
 */
export const Markdown = ({ text, ...words }: { text: string } & Words) => (
  <div className="flex min-w-0 flex-col gap-4 leading-relaxed text-soft">{inOrder(lexer(text), blockOf(words))}</div>
);

const inOrder = <Item,>(items: readonly Item[], render: (item: Item) => ReactNode): ReactNode[] =>
  items.map((item, place) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a document never changes its order.
    <Fragment key={place}>{render(item)}</Fragment>
  ));

const blockOf =
  (words: Words) =>
  (token: Token): ReactNode => {
    switch (token.type) {
      case "heading":
        return headingOf(token as Tokens.Heading, words);
      case "paragraph":
        return <p>{inlines(token, words)}</p>;
      case "text":
        return <span>{inlines(token, words)}</span>;
      case "code":
        return codeOf(token as Tokens.Code, words);
      case "list":
        return listOf(token as Tokens.List, words);
      case "table":
        return tableOf(token as Tokens.Table, words);
      default:
        return null;
    }
  };

/** Languages of code, by the name that a document gives them. */
const LANGUAGES: Record<string, string> = {
  http: "HTTP",
  js: "JavaScript",
  php: "PHP",
  python: "Python",
  sh: "Shell",
  sql: "SQL",
  ts: "TypeScript",
};

const codeOf = ({ text, lang = "" }: Tokens.Code, { what }: Words): ReactNode => {
  const caption = LANGUAGES[lang];
  return <CodeBlock text={text} what={what} {...(caption && { caption })} />;
};

const headingOf = (token: Tokens.Heading, words: Words): ReactNode => {
  if (token.depth === 1) return null;
  const id = idOf(plainText(token.tokens));
  return token.depth === 2 ? (
    <h2 id={id} className="scroll-mt-20 pt-4 text-lg font-semibold tracking-tight text-ink">
      {inlines(token, words)}
    </h2>
  ) : (
    <h3 id={id} className="scroll-mt-20 pt-2 font-semibold wrap-anywhere text-ink">
      {inlines(token, words)}
    </h3>
  );
};

const listOf = ({ ordered, items }: Tokens.List, words: Words): ReactNode => {
  const List = ordered ? "ol" : "ul";
  return (
    <List className={`flex flex-col gap-1.5 pl-5 ${ordered ? "list-decimal" : "list-disc"}`}>
      {inOrder(items, ({ tokens }) => (
        <li>{inOrder(tokens, blockOf(words))}</li>
      ))}
    </List>
  );
};

const tableOf = ({ header, rows }: Tokens.Table, words: Words): ReactNode => {
  // Names and what they mean: where there is no room side by side, the meaning stands under the name.
  const isPair = header.length === 2;
  const hasHead = header.some(({ text }) => text.trim() !== "");
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard.
    <div tabIndex={0} className="@container overflow-x-auto rounded-xl border border-line">
      <table className="w-full border-collapse text-left text-[0.8125rem]">
        {hasHead && (
          <thead className={isPair ? "@max-md:sr-only" : undefined}>
            <tr className="border-b border-line bg-sunken">
              {inOrder(header, (cell) =>
                cell.text.trim() === "" ? (
                  <td />
                ) : (
                  <th scope="col" className="px-3.5 py-2 font-medium text-ink first-letter:uppercase">
                    {inlines(cell, words)}
                  </th>
                ),
              )}
            </tr>
          </thead>
        )}
        <tbody className="divide-y divide-line">
          {inOrder(rows, (row) => (
            <tr
              className={
                isPair ? "@max-md:flex @max-md:flex-col @max-md:gap-0.5 @max-md:px-3.5 @max-md:py-2" : undefined
              }
            >
              {inOrder(row, (cell) => (
                <td
                  className={classNames(
                    "min-w-32 px-3.5 py-2 align-top first:text-ink @md:first:[&_code]:wrap-normal",
                    isPair && "@max-md:p-0",
                  )}
                >
                  {inlines(cell, words)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};

type Nested = Token | { tokens?: readonly Token[] };

const inlines = (token: Nested, words: Words): ReactNode[] =>
  inOrder(("tokens" in token && token.tokens) || [], inlineOf(words));

/** Code of this length fits a line of a phone, so it stays in one piece: `X-MAIS-Signature`. */
const UNBROKEN_CHARS_MAX = 28;

const inlineOf =
  (words: Words) =>
  (token: Token): ReactNode => {
    switch (token.type) {
      case "codespan":
        return (
          <code
            translate="no"
            className={classNames(
              "rounded bg-calm-tint box-decoration-clone px-1 py-0.5 font-mono text-[0.8125em] wrap-anywhere text-ink",
              textOf(token).length <= UNBROKEN_CHARS_MAX && "whitespace-nowrap",
            )}
          >
            {textOf(token)}
          </code>
        );
      case "strong":
        return <strong className="font-semibold text-ink">{inlines(token, words)}</strong>;
      case "em":
        return <em>{inlines(token, words)}</em>;
      case "link":
        return linkOf(token as Tokens.Link, words);
      case "br":
        return <br />;
      case "html":
        return null;
      default:
        return <span>{textOf(token).replaceAll(/\bBellhop\b/g, words.brand)}</span>;
    }
  };

const linkOf = (token: Tokens.Link, words: Words): ReactNode => {
  const own = insideHref(token.href);
  if (own === null) return <span>{inlines(token, words)}</span>;
  const look = "font-medium text-accent underline underline-offset-2";
  return own.startsWith("#") ? (
    <a href={own} className={look}>
      {inlines(token, words)}
    </a>
  ) : (
    <Link href={own} prefetch={false} className={look}>
      {inlines(token, words)}
    </Link>
  );
};
