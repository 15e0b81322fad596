import { expect, it } from "vitest";
import { madeSample, STRANGER } from "#app/docs/signatures/made-sample.ts";

const bodyOf = async (changes: Partial<typeof STRANGER>): Promise<Record<string, unknown>> =>
  JSON.parse((await madeSample({ ...STRANGER, ...changes }, "MAIS")).body);

it("the example of a request has the fields of each request, and the ID of its subject", async () => {
  const body = await bodyOf({ events: ["appointment.created"] });
  expect(Object.keys(body)).toEqual(["id", "event", "apiVersion", "tenantId", "timestamp", "appointmentId", "data"]);
  expect(body).toMatchObject({ event: "appointment.created", data: { appointmentId: body.appointmentId } });
});

it("the example has the version of the webhook, without its hidden fields", async () => {
  const body = await bodyOf({ events: ["appointment.created"], apiVersion: "2026-11-01", redact: ["customer"] });
  expect(body.apiVersion).toBe("2026-11-01");
  expect(body.data).not.toHaveProperty("customer");
});
