import { globSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { parseAst } from "vitest/node";

type Node = { type: string; start: number; end: number; [field: string]: unknown };

/** Props that hold given elements. A component places them beside others; they carry no text. */
const SLOTS = ["children", "action", "badge", "urlHelp", "footer", "search", "searchIcon"];

const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null && "type" in value;
const nodesIn = (value: unknown): Node[] => [value].flat().filter(isNode);

/** Tells whether React may render this expression as a text. */
const isText = (node: Node): boolean => {
  switch (node.type) {
    case "JSXText":
      return true;
    case "Literal":
      return typeof node.value === "string" || typeof node.value === "number";
    case "JSXElement":
    case "JSXFragment":
    case "JSXEmptyExpression":
      return false;
    case "JSXExpressionContainer":
    case "ParenthesizedExpression":
    case "ChainExpression":
      return nodesIn(node.expression).some(isText);
    case "ConditionalExpression":
      return [node.consequent, node.alternate].flatMap(nodesIn).some(isText);
    case "LogicalExpression":
      return nodesIn(node.right).some(isText);
    case "CallExpression":
      return !["map", ...SLOTS].includes(nameOf(node.callee));
    default:
      return !SLOTS.includes(nameOf(node));
  }
};

const nameOf = (value: unknown): string => {
  const [node] = nodesIn(value);
  if (node?.type === "MemberExpression") return nameOf(node.property);
  return typeof node?.name === "string" ? node.name : "";
};

/** Translators leave white space alone. */
const isBlank = (node: Node): boolean => {
  const value = node.type === "JSXExpressionContainer" ? nodesIn(node.expression)[0]?.value : node.value;
  return typeof value === "string" && value.trim() === "";
};

const textsWithoutElement = (node: Node): Node[] => {
  const inside = Object.values(node).flatMap(nodesIn).flatMap(textsWithoutElement);
  if (node.type !== "JSXElement" && node.type !== "JSXFragment") return inside;
  const children = nodesIn(node.children).filter((child) => !isBlank(child));
  const isAlone = children.length === 1 && node.type === "JSXElement";
  return isAlone ? inside : [...children.filter(isText), ...inside];
};

const findIn = (code: string): string[] =>
  nodesIn(parseAst(code, { lang: "tsx" }))
    .flatMap(textsWithoutElement)
    .map(({ start, end }) => `${code.slice(0, start).split("\n").length}: ${code.slice(start, end).trim()}`);

// A translator wraps each text in its own elements. React then fails to remove the text or to insert beside it, and
// updates a text node outside the page. React can update a text that is the only child of its element.
it("each text of the dashboard is the only child of its element, so that a translated page goes on working", () => {
  const files = globSync("src/{app,components,features}/**/*.tsx").filter((file) => !file.endsWith(".test.tsx"));
  expect(files.length).toBeGreaterThan(100);
  expect(files.flatMap((file) => findIn(readFileSync(file, "utf8")).map((text) => `${file}:${text}`))).toEqual([]);
});

it.each([
  ["<p>Sent {count} times</p>", 3],
  ["<p>{isOld && 'Old'}<b>New</b></p>", 1],
  ["<p>{icon}{label.toLowerCase()}</p>", 2],
  ["<>Lonely</>", 1],
  ["<p>{isOld ? <b>Old</b> : 'New'}</p>", 0],
  ["<p><span>One</span>{' '}<span>two</span>{rows.map(Row)}{children}</p>", 0],
])("%s has %i texts without their own element", (code, count) => {
  expect(findIn(code)).toHaveLength(count);
});
