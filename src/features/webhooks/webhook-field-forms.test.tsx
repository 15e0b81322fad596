import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import { fallbacks, webhookFieldNames } from "#domain/subscriptions/webhook-fields.schema.ts";
import { settingsOfFields, webhookFieldForms } from "#features/webhooks/webhook-field-forms.tsx";

it.each(webhookFieldNames)("%s has an input with its name that shows its text and its error", (field) => {
  const { Input } = webhookFieldForms[field];
  const html = renderToStaticMarkup(<Input text="typed text" onChange={() => {}} error="a reason" />);
  expect(html).toContain(`name="${field}"`);
  expect(html).toContain("typed text");
  expect(html).toContain("a reason");
});

it("the settings of a webhook show its speed limit, and its redacted fields if it has any", () => {
  const linesOf = (values: typeof fallbacks) =>
    settingsOfFields(values).map(
      ({ label, value }) => `${label}: ${renderToStaticMarkup(value).replaceAll(/<[^>]+>/g, "")}`,
    );
  expect(linesOf(fallbacks)).toContain("Speed limit: None");
  expect(linesOf(fallbacks).join()).not.toContain("Leaves out");
  const lines = linesOf({ ...fallbacks, rateLimitPerSecond: 5, redact: ["notes", "customer.phone"] });
  expect(lines).toContain("Speed limit: 5 messages a second");
  expect(lines).toContain("Leaves out: notes, customer.phone");
});
