import { globSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { parseAst } from "vitest/node";

type Node = { type: string; start: number; [field: string]: unknown };
type Call = Node & { callee: { name?: string }; arguments: { properties?: { key: { name: string } }[] }[] };

const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null && "type" in value;

const dynamicCalls = (node: Node): Call[] => {
  const inside = Object.values(node).flat().filter(isNode).flatMap(dynamicCalls);
  const call = node as Call;
  return node.type === "CallExpression" && call.callee.name === "dynamic" ? [call, ...inside] : inside;
};

/** Without one of them, React hides the page around the part until it is loaded, and the page loses the focus. */
const OWN_BOUNDARY = ["ssr", "loading"];

it("no part that loads on demand hides the page around it", () => {
  const calls = globSync("src/{components,features}/**/*.tsx").flatMap((file) => {
    const source = readFileSync(file, "utf8");
    if (!source.includes("next/dynamic")) return [];
    const ast = parseAst(source, { lang: "tsx" }) as unknown as Node;
    return dynamicCalls(ast).map((call) => ({
      place: `${file}:${source.slice(0, call.start).split("\n").length}`,
      options: (call.arguments[1]?.properties ?? []).map(({ key }) => key.name),
    }));
  });
  expect(calls.length).toBeGreaterThan(20);
  expect(calls.filter(({ options }) => !options.some((name) => OWN_BOUNDARY.includes(name)))).toEqual([]);
});
