import { globSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { parseAst } from "vitest/node";

type Node = { type: string; start: number; end: number; [field: string]: unknown };

const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null && "type" in value;
const nodesIn = (value: unknown): Node[] => [value].flat().filter(isNode);

/** Attributes whose value people read or hear. */
const READ = [
  "alt",
  "aria-description",
  "aria-label",
  "aria-roledescription",
  "confirm",
  "description",
  "dismiss",
  "hint",
  "label",
  "placeholder",
  "title",
  "what",
];

/** The name of the product, keys, units and samples are the same in every language. */
const NAMES =
  /^[^a-z]*(Bellhop|MAIS|Ctrl|Esc|Enter|ms|KB|MB|GB|UTC|curl|JSON|https?|v\d|id|dlv_|evt_|wh_|att_)?[^a-z]*$/i;

/** Samples of code and addresses: `x-api-key`, `customer.phone`. */
const CODE = /^[a-z]+[^\sa-z][^ ]*$/;

const words = (value: unknown): boolean =>
  typeof value === "string" && !NAMES.test(value.trim()) && !CODE.test(value.trim());

const literalsIn = (node: Node): Node[] =>
  node.type === "Literal"
    ? [node]
    : node.type === "ConditionalExpression"
      ? [node.consequent, node.alternate].flatMap(nodesIn).flatMap(literalsIn)
      : node.type === "LogicalExpression"
        ? nodesIn(node.right).flatMap(literalsIn)
        : node.type === "JSXExpressionContainer"
          ? nodesIn(node.expression).flatMap(literalsIn)
          : node.type === "TemplateLiteral"
            ? nodesIn(node.quasis)
            : [];

const textOf = (node: Node): unknown =>
  node.type === "TemplateElement" ? (node.value as { cooked?: string }).cooked : node.value;

const inlineTexts = (node: Node): Node[] => {
  const inside = Object.values(node).flatMap(nodesIn).flatMap(inlineTexts);
  if (node.type === "JSXAttribute") {
    const name = String(nodesIn(node.name)[0]?.name ?? "");
    if (!READ.includes(name)) return inside;
    return [
      ...nodesIn(node.value)
        .flatMap(literalsIn)
        .filter((literal) => words(textOf(literal))),
      ...inside,
    ];
  }
  if (node.type !== "JSXElement" && node.type !== "JSXFragment") return inside;
  const children = nodesIn(node.children);
  return [
    ...children.filter((child) => child.type === "JSXText" && words(child.value)),
    ...children
      .filter((child) => child.type === "JSXExpressionContainer")
      .flatMap(literalsIn)
      .filter((literal) => words(textOf(literal))),
    ...inside,
  ];
};

const findIn = (code: string): string[] =>
  nodesIn(parseAst(code, { lang: "tsx" }))
    .flatMap(inlineTexts)
    .map((node) => code.slice(node.start, node.end).trim().replaceAll(/\s+/g, " ").slice(0, 80));

it.each([
  ["<p>Save changes</p>", ["Save changes"]],
  ['<p title="Save changes" />', ['"Save changes"']],
  ['<p>{isNew ? "Create it" : t("save")}</p>', ['"Create it"']],
  ["<p className='flex grow'>{t('save')}</p>", []],
  ["<kbd>Ctrl</kbd>", []],
])("finds the inline texts of %s", (code, found) => {
  expect(findIn(code)).toEqual(found);
});

/** The primitives for developers. */
const OTHERS = ["src/features/design/**", "**/*.test.tsx"];

it("no component of the dashboard carries its texts inline", () => {
  const files = globSync("src/{app,components,features}/**/*.tsx", { exclude: OTHERS });
  expect(files.length).toBeGreaterThan(100);
  const found = files.flatMap((file) => findIn(readFileSync(file, "utf8")).map((text) => `${file}: ${text}`));
  expect(found).toEqual([]);
});
