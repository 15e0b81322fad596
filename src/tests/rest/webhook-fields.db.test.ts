import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { WebhookView } from "#domain/subscriptions/webhook.schema.ts";
import { fallbacks, webhookFieldNames, webhookFields } from "#domain/subscriptions/webhook-fields.schema.ts";
import { activitySentence, FIELD_TEXTS } from "#features/settings/activity/activity-sentence.ts";
import { translatorOf } from "#features/texts/translator-of.ts";
import { draftOf, emptyDraft, toChanges, toCreateInput } from "#features/webhooks/form/webhook-draft.ts";
import { listAuditRoute } from "#rest/audit-routes.ts";
import { openApiDocument } from "#rest/openapi.ts";
import { routes } from "#rest/routes.ts";
import { createWebhookRoute, getWebhookRoute, listWebhooksRoute, updateWebhookRoute } from "#rest/webhook-routes.ts";
import { sessionOf } from "#tests/session-of.ts";
import { createCallerFactory } from "#trpc/init.ts";
import { appRouter } from "#trpc/routers/_app.ts";
import { type TestApi, testApi, webhookBody } from "./test-api.ts";

let api: TestApi;
beforeAll(async () => {
  api = await testApi();
});
afterAll(() => api.close());

const ok = async (...[route, given]: Parameters<TestApi["call"]>) => {
  const answer = await api.call(route, given);
  expect(answer, JSON.stringify(answer.body)).toMatchObject({ status: route.status });
  return answer.body;
};

describe.each(webhookFieldNames)("the plain field %s", (field) => {
  const { example, fallback, label } = webhookFields[field];

  it("is kept by create and shown by get and list", async () => {
    const { id, ...made } = await ok(createWebhookRoute, { body: webhookBody({ [field]: example }) });
    expect(made).toMatchObject({ [field]: example });
    expect(await ok(getWebhookRoute, { id })).toMatchObject({ [field]: example });
    const { data } = await ok(listWebhooksRoute);
    expect(data).toContainEqual(expect.objectContaining({ id, [field]: example }));
  });

  it("has its default when left out, and again after null", async () => {
    const { id, ...made } = await ok(createWebhookRoute, { body: webhookBody() });
    expect(made).toMatchObject({ [field]: fallback });
    expect(await ok(updateWebhookRoute, { id, body: { [field]: example } })).toMatchObject({ [field]: example });
    expect(await ok(updateWebhookRoute, { id, body: { active: true } })).toMatchObject({ [field]: example });
    expect(await ok(updateWebhookRoute, { id, body: { [field]: null } })).toMatchObject({ [field]: fallback });
  });

  it("is named by the audit log and in words by the activity log", async () => {
    const { id } = await ok(createWebhookRoute, { body: webhookBody() });
    await ok(updateWebhookRoute, { id, body: { [field]: example } });
    const { data } = await ok(listAuditRoute, { query: `?targetId=${id}&limit=1` });
    expect(data).toMatchObject([{ action: "webhook.updated", details: { changed: [field] } }]);
    const names = { viewerId: "usr_other", locale: "en", brand: "Bellhop", nameOf: () => "it", eventLabel: String };
    const t = translatorOf("settings.activity");
    // The words of a new field come with its translation; until then the log names the field.
    const told = FIELD_TEXTS.some((name) => name === field) ? label : field;
    expect(activitySentence(data[0], t, names)).toContain(` changed ${told} of `);
  });

  it("is in the API description, with an example and a default", () => {
    const { schemas } = openApiDocument(routes).components;
    for (const name of ["Webhook", "WebhookWithSecret"]) expect(schemas[name]?.required).toContain(field);
    for (const name of ["CreateWebhookBody", "UpdateWebhookBody"])
      expect(schemas[name]?.properties).toMatchObject({
        [field]: { anyOf: [{ examples: [example] }, { type: "null" }] },
      });
    const described = expect.stringContaining(`Default: ${JSON.stringify(fallback)}.`);
    expect(schemas.CreateWebhookBody?.properties).toMatchObject({ [field]: { description: described } });
  });

  it("goes through the form and the dashboard's procedures", async () => {
    const { deps } = api.database;
    const { webhooks } = createCallerFactory(appRouter)({
      deps,
      session: sessionOf(api.actor, { role: "admin" }),
      subscribeTenant: () => () => {},
    });
    const shown: WebhookView = await ok(createWebhookRoute, { body: webhookBody({ [field]: example }) });
    const typed = draftOf(shown)[field];
    const draft = { ...emptyDraft(`https://example.com/${field}`, fallbacks), events: ["payment.failed"] };
    const made = await webhooks.create(toCreateInput(draft));
    expect(made).toMatchObject({ [field]: fallback });
    const changes = toChanges({ ...draftOf(made), [field]: typed }, made);
    expect(await webhooks.update({ id: made.id, changes })).toMatchObject({ [field]: example });
    expect(await webhooks.get({ id: made.id })).toMatchObject({ [field]: example });
  });
});
