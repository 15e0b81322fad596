import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { API_VERSIONS } from "#domain/event-types/api-version.schema.ts";
import { type Addition, copyTree, type TreeCopy } from "../tree-copy.ts";

// An event type costs two files, and three with a new family, as CONTRIBUTING.md says. The test adds both to a copy of the tree.

// The compiler takes minutes on a machine that does much else.
vi.setConfig({ testTimeout: 300_000 });

const TYPES = "src/domain/event-types";

const typeFile = (name: string, family: string, fields: string) => `import { z } from "zod";
import { lifecycleOf, resourceId } from "#domain/event-types/data-fields.ts";
import { defineEventType } from "#domain/event-types/define-event-type.ts";
${family === "appointment" ? 'import { appointmentData } from "#domain/event-types/appointment-data.ts";' : ""}

void z, lifecycleOf, resourceId;

export const ${name} = defineEventType({
  name: "${family}.${name}",
  family: "${family}",
  title: "${family.charAt(0).toUpperCase()}${family.slice(1)} ${name}",
  description: "Something happens that had no event.",
  german: {
    title: "Neues Ereignis",
    description: "Etwas geschieht, das noch kein Ereignis hatte.",
    details: "Der Test legt diesen Typ an.",
    sentWhen: ["Es geschieht."],
    notSentWhen: ["Es geschieht nicht."],
  },
  details: "The test adds this type.",
  sentWhen: ["It happens."],
  notSentWhen: ["It does not happen."],
  ${fields}
});
`;

const inCatalog = (name: string, file: string): Addition[] => [
  { after: "/** Fixes the display order. */\n", lines: `import { ${name} } from "#domain/event-types/${file}";\n` },
  { after: "export const eventTypes = [\n", lines: `  ${name},\n` },
];

/** Files that each case changes or adds. */
const CASES = {
  "appointment.reminded": {
    [`${TYPES}/appointment-reminded.ts`]: [
      {
        after: null,
        lines: typeFile("reminded", "appointment", 'data: appointmentData, sample: { appointmentId: "apt_1" },'),
      },
    ],
    [`${TYPES}/catalog.ts`]: inCatalog("reminded", "appointment-reminded.ts"),
  },
  "membership.renewed": {
    [`${TYPES}/membership-renewed.ts`]: [
      {
        after: null,
        lines: typeFile(
          "renewed",
          "membership",
          'data: z.looseObject({ membershipId: resourceId, ...lifecycleOf({}) }), sample: { membershipId: "mem_1" },',
        ),
      },
    ],
    [`${TYPES}/catalog.ts`]: inCatalog("renewed", "membership-renewed.ts"),
    [`${TYPES}/event-families.ts`]: [
      {
        after: "export const eventFamilies = {\n",
        lines: '  membership: { label: "Memberships", german: "Mitgliedschaften" },\n',
      },
    ],
  },
} satisfies Record<string, Record<string, Addition[]>>;

let copy: TreeCopy;
beforeAll(() => {
  copy = copyTree();
});
afterAll(() => copy.remove());

const add = (files: Record<string, Addition[]>) => {
  for (const [file, additions] of Object.entries(files)) copy.add(file, additions);
};
beforeEach(() => () => {
  const changed = Object.values(CASES).flatMap((files) => Object.keys(files));
  const snapshots = API_VERSIONS.map((version) => `src/schema-snapshots/${version}.json`);
  for (const file of [...changed, ...snapshots]) copy.restore(file);
});

const checkTypes = () => copy.run(["node_modules/typescript/bin/tsc", "--noEmit"]);
const test = (project: "unit" | "db", ...files: string[]) =>
  copy.run(["node_modules/vitest/vitest.mjs", "run", `--project=${project}`, "--reporter=verbose", ...files]);

describe("a type of a listed family, with two files, and one of a new family, with three", () => {
  const NAMES = ["appointment.reminded", "membership.renewed"] as const;

  beforeEach(async () => {
    expect(NAMES.map((name) => Object.keys(CASES[name]).length)).toEqual([2, 3]);
    add(CASES["appointment.reminded"]);
    add(CASES["membership.renewed"]);
    const written = await copy.run(["scripts/catalog.ts"]);
    expect(written.isFine, written.output).toBe(true);
  });

  it("are in the client and the documentation, and compile", async () => {
    expect(await checkTypes()).toEqual({ isFine: true, output: "" });
    const clientTypes = copy.read("src/client/generated/event-types.ts");
    for (const name of NAMES) {
      expect(clientTypes).toContain(`  | "${name}"`);
      expect(clientTypes).toContain(`  "${name}": "${name.split(".")[0]}Id",`);
      expect(copy.read("src/client/generated/builders.ts")).toContain(`eventBuilder("${name}")`);
      expect(copy.read("docs/events.md")).toContain(`### ${name}`);
    }
    expect(copy.read("docs/events.md")).toContain("## Memberships");
    expect(copy.read("docs/de/events.md")).toContain("## Mitgliedschaften");
  });

  it("pass the tests that walk the catalogue, from its sample to webhooks with wildcards", async () => {
    const unit = await test("unit", TYPES, "src/from-catalog", "src/rest", "src/features/webhooks");
    expect(unit.isFine, unit.output).toBe(true);
    for (const name of NAMES) {
      expect(unit.output).toMatch(new RegExp(`✓.*${name}: its sample satisfies its schema`));
      expect(unit.output).toMatch(new RegExp(`✓.*describes what a receiver of ${name} gets`));
    }
    const db = await test("db", "src/engine/dispatch/wildcards.db.test.ts");
    expect(db.isFine, db.output).toBe(true);
  });
});

it("a type of a family that is not listed does not compile", async () => {
  const { [`${TYPES}/event-families.ts`]: _, ...others } = CASES["membership.renewed"];
  add(others);
  const { isFine, output } = await checkTypes();
  expect(isFine).toBe(false);
  expect(output).toMatch(/membership-renewed\.ts.*'"membership"' is not assignable to type/s);
});

it("a client that is older than the catalogue fails a test that names the command", async () => {
  add(CASES["appointment.reminded"]);
  const { isFine, output } = await test("unit", "src/from-catalog");
  expect(isFine).toBe(false);
  expect(output).toContain("run npm run catalog");
});
