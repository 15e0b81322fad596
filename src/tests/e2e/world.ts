import { randomUUID } from "node:crypto";
import type { APIRequestContext } from "@playwright/test";

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

type Role = "admin" | "viewer";

/** Signs in with a password. */
export type Person = { id: string; name: string; email: string; password: string };

export type NewEvent = { event: string; data: Record<string, unknown> };

/** A business of its own: no other test sees its people, webhooks, events and deliveries. */
export type World = {
  tenant: { id: string; name: string };
  admin: Person;
  /** May do everything that a key can. */
  apiKey: string;
  addPerson(role: Role): Promise<Person>;
  /** Makes a link that opens the dashboard once, within 60 seconds, for one person of each role. */
  portalLink(role: Role): Promise<string>;
  /** Calls the REST API with the key, and returns the parsed answer. Fails unless it is a success. */
  call(method: Method, path: string, body?: unknown): ReturnType<typeof call>;
  /** Makes a webhook for new appointments, and returns its id. */
  addWebhook(url: string, name: string): Promise<string>;
  /** Reports events as the booking system does, and returns their ids. */
  send(...events: NewEvent[]): Promise<string[]>;
  remove(): Promise<void>;
};

const SCOPES = [
  "webhooks:read",
  "webhooks:write",
  "deliveries:read",
  "deliveries:write",
  "events:read",
  "events:write",
];

/** Makes a tenant with an admin and an API key, through the operator's API. */
export const makeWorld = async (): Promise<World> => {
  const id = `e2e-${randomUUID()}`;
  const name = `Salon ${id.slice(4, 12)}`;
  const path = `/v1/operator/tenants/${id}`;
  await operate("PUT", path, { name });

  const addPerson = async (role: Role): Promise<Person> => {
    const person = { name: "Bea", email: `${randomUUID()}@salon.example`, password: "made for this journey" };
    return { ...person, ...(await operate("POST", `${path}/users`, { ...person, role })), password: person.password };
  };
  const [admin, { key: apiKey }] = await Promise.all([
    addPerson("admin"),
    operate("POST", `${path}/api-keys`, { name: "Journeys", scopes: SCOPES, mode: "live" }),
  ]);

  return {
    tenant: { id, name },
    admin,
    apiKey,
    addPerson,
    portalLink: async (role) =>
      (await operate("POST", `${path}/portal-sessions`, { role, user: { id: role, name: "Ada" } })).url,
    call: (method, path, body) => call(apiKey, method, path, body),
    addWebhook: async (url, description) => {
      const webhook = { url, description, events: ["appointment.created"] };
      return (await call(apiKey, "POST", "/v1/tenant-admin/webhooks", webhook)).id;
    },
    send: async (...events) => {
      const answer = await call(apiKey, "POST", "/v1/events", events);
      return answer.events.map(({ id }: { id: string }) => id);
    },
    remove: async () => {
      await operate("DELETE", path);
    },
  };
};

/** Signs the browser of these requests in, as the sign-in page does. */
export const signIn = async (request: APIRequestContext, { email, password }: Person): Promise<void> => {
  const { BELLHOP_E2E_URL: url = "" } = process.env;
  const answer = await request.post("/api/auth/sign-in/email", {
    headers: { origin: new URL(url).origin },
    data: { email, password },
  });
  if (!answer.ok()) throw new Error(`${email} was not signed in: ${answer.status()} ${await answer.text()}`);
};

/** Calls the operator's API. */
export const operate = (method: Method, path: string, body?: unknown) =>
  call(process.env.BELLHOP_E2E_OPERATOR_KEY ?? "", method, path, body);

const call = async (key: string, method: Method, path: string, body?: unknown) => {
  const answer = await fetch(new URL(path, process.env.BELLHOP_E2E_URL), {
    method,
    headers: { authorization: `Bearer ${key}`, ...(body === undefined ? {} : { "content-type": "application/json" }) },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path} was answered with ${answer.status}: ${text}`);
  return text ? JSON.parse(text) : null;
};
