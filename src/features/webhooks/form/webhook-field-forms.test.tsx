import { renderToStaticMarkup } from "react-dom/server";
import { IntlProvider } from "use-intl";
import { expect, it } from "vitest";
import {
  fallbacks,
  type WebhookField,
  type WebhookFieldValues,
  webhookFieldNames,
  webhookFields,
} from "#domain/subscriptions/webhook-fields.schema.ts";
import { translatorOf } from "#features/texts/translator-of.ts";
import { settingsOfFields, webhookFieldForms } from "#features/webhooks/form/webhook-field-forms.tsx";
import { webhooksEn } from "#features/webhooks/webhooks-en.ts";

const t = translatorOf("webhooks.form");

it.each(webhookFieldNames)("%s has an input with its name that shows its text and its error", (field) => {
  const { Input } = webhookFieldForms[field];
  const shown = (text: string) =>
    renderToStaticMarkup(
      <IntlProvider locale="en" timeZone="UTC" messages={{ webhooks: webhooksEn }}>
        <Input text={text} onChange={() => {}} error="a reason" />
      </IntlProvider>,
    );
  const html = shown(exampleText(field));
  expect(html).toContain(`name="${field}"`);
  expect(html).toContain("a reason");
  expect(html).not.toBe(shown(""));
});

const exampleText = <Field extends WebhookField>(field: Field): string => {
  const { textOf }: { textOf: (value: WebhookFieldValues[Field]) => string } = webhookFieldForms[field];
  return textOf(webhookFields[field].example as WebhookFieldValues[Field]);
};

it("the settings of a webhook say whether its events keep their order", () => {
  const orderOf = (ordered: boolean) =>
    settingsOfFields({ ...fallbacks, ordered }, t).find(({ label }) => label === "Order");
  expect(orderOf(true)).toMatchObject({ value: "One after another per appointment" });
  expect(orderOf(false)).toMatchObject({ value: "As fast as possible" });
});

it("the settings of a webhook show its rate limit, and its redacted fields if it has any", () => {
  const linesOf = (values: typeof fallbacks) =>
    settingsOfFields(values, t).map(
      ({ label, value }) => `${label}: ${renderToStaticMarkup(value).replaceAll(/<[^>]+>/g, "")}`,
    );
  expect(linesOf(fallbacks)).toContain("Rate limit: No limit");
  expect(linesOf(fallbacks).join()).not.toContain("Hidden fields");
  const lines = linesOf({ ...fallbacks, rateLimitPerSecond: 5, redact: ["notes", "customer.phone"] });
  expect(lines).toContain("Rate limit: 5 requests per second");
  expect(lines).toContain("Hidden fields: notes, customer.phone");
});
