import { afterAll, beforeAll, expect, it } from "vitest";
import { type Addition, copyTree, type TreeCopy } from "../tree-copy.ts";

// A plain webhook field costs four files, as CONTRIBUTING.md says. The test adds the field to a copy of the tree.

const WALK = "src/tests/rest/webhook-fields.db.test.ts";

const MIGRATION = "prisma/migrations/29990101000000_webhook_display_color/migration.sql";
const FORM = "src/features/webhooks/form/webhook-field-forms.tsx";

/** Lines that the field adds to each file, with the line before them. */
const ADDITIONS = {
  "prisma/schema.prisma": {
    after: "model WebhookSubscription {\n",
    lines: '  displayColor String @default("#000000") @map("display_color")\n',
  },
  [MIGRATION]: {
    after: null,
    lines: "ALTER TABLE webhook_subscription ADD COLUMN display_color text NOT NULL DEFAULT '#000000';\n",
  },
  "src/domain/subscriptions/webhook-fields.schema.ts": {
    after: "export const webhookFields = {\n",
    lines: `  displayColor: plainField({
    given: z.string().regex(/^#[0-9a-f]{6}$/).max(7),
    shown: z.string(),
    fallback: "#000000",
    example: "#aabbcc",
    label: "the color",
  }),
`,
  },
  [FORM]: {
    after: "export const webhookFieldForms: { [Column in WebhookField]: FieldForm<WebhookFieldValues[Column]> } = {\n",
    lines: `  displayColor: {
    isAdvanced: true,
    textOf: (color) => color,
    valueOf: (text) => text,
    Input: ({ text, onChange, error }) => (
      <Field label="Color" error={error}>
        {(control) => (
          <Input {...control} name="displayColor" value={text} onChange={(event) => onChange(event.target.value)} />
        )}
      </Field>
    ),
    settingOf: (color) => ({ label: "Color", value: color }),
  },
`,
  },
} satisfies Record<string, Addition>;

type File = keyof typeof ADDITIONS;
const FILES = Object.keys(ADDITIONS) as File[];

let copy: TreeCopy;
beforeAll(() => {
  copy = copyTree();
});
afterAll(() => copy.remove());

let clientHasField: boolean;

/** Generates the database client. Prisma looks for its schema engine but never runs it here. */
const generateClient = async (hasField: boolean) => {
  if (clientHasField === hasField) return;
  const settings = { PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: "1" };
  const { isFine, output } = await copy.run(["node_modules/prisma/build/index.js", "generate"], settings);
  expect(isFine, output).toBe(true);
  clientHasField = hasField;
};

/** Adds the field to these files of the copy and removes it from all others. */
const addField = async (files: readonly File[]) => {
  for (const file of FILES) {
    copy.restore(file);
    if (files.includes(file)) copy.add(file, [ADDITIONS[file]]);
  }
  await generateClient(files.includes("prisma/schema.prisma"));
};

const checkTypes = () => copy.run(["node_modules/typescript/bin/tsc", "--noEmit"]);
const walkFields = () =>
  copy.run(["node_modules/vitest/vitest.mjs", "run", "--project=db", "--reporter=verbose", WALK]);

it("four files bring a field through create, update, views, audit, activity, API description and form", async () => {
  await addField(FILES);
  expect(await checkTypes()).toEqual({ isFine: true, output: "" });
  const { isFine, output } = await walkFields();
  expect(isFine, output).toBe(true);
  for (const done of [
    "is kept by create",
    "has its default when left out",
    "is named by the audit log",
    "is in the API description",
    "goes through",
  ])
    expect(output).toMatch(new RegExp(`✓.* the plain field displayColor > ${done}`));
});

// Each file that lacks is an error of its own, so one run of the compiler shows several.
it.each<{ left: readonly File[]; errors: readonly RegExp[] }>([
  {
    left: ["prisma/schema.prisma", FORM],
    errors: [
      /webhook-fields\.schema\.ts\(\d+,\d+\): error .*'displayColor' does not exist/,
      /webhook-field-forms\.tsx\(\d+,\d+\): error .*'displayColor' is missing/,
    ],
  },
  {
    left: ["src/domain/subscriptions/webhook-fields.schema.ts"],
    errors: [/webhook-view\.ts\(\d+,\d+\): error .*'displayColor' is missing/],
  },
])("without $left the tree does not compile", async ({ left, errors }) => {
  await addField(FILES.filter((file) => !left.includes(file)));
  const { isFine, output } = await checkTypes();
  expect(isFine).toBe(false);
  for (const error of errors) expect(output).toMatch(error);
});

it("without the migration the walk over the fields fails: the compiler reads no SQL", async () => {
  await addField(FILES.filter((file) => file !== MIGRATION));
  const { isFine, output } = await walkFields();
  expect(isFine).toBe(false);
  expect(output).toMatch(/✓.* the plain field displayColor > is in the API description/);
  expect(output).toMatch(/×.* the plain field displayColor > is kept by create/);
});
