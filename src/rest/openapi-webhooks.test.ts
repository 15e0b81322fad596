import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { expect, it } from "vitest";
import { buildEventBody } from "#domain/event-types/build-event-body.ts";
import { eventTypes } from "#domain/event-types/catalog.ts";
import { describedWebhooks } from "#rest/openapi-webhooks.ts";

const { webhooks, schemas } = describedWebhooks();
const ajv = addFormats.default(new Ajv2020({ strict: true, allErrors: true }));
ajv.addVocabulary(["webhooks", "components"]);
ajv.addSchema({ $id: "openapi", webhooks, components: { schemas } });

it.each(eventTypes)("describes what a receiver of $name gets", ({ name, sample }) => {
  const body = buildEventBody({ id: "evt_1", event: name, tenantId: "salon", timestamp: new Date(), data: sample });
  const validate = ajv.getSchema(`openapi#/webhooks/${name}/post/requestBody/content/application~1json/schema`);
  expect(validate?.(JSON.parse(new TextDecoder().decode(body))), JSON.stringify(validate?.errors)).toBe(true);
  expect(validate?.({ event: name, data: {} })).toBe(false);
});
