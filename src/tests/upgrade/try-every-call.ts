import { type App, callApi } from "../start-app.ts";

/** Calls of a tenant beside the events: each changes or reads something else. Returns the statuses by call. */
export const tryEveryCall = async (app: App, receiver: string, round: number): Promise<[string, number][]> => {
  const statuses: [string, number][] = [];
  const call = async (method: string, path: string, body?: unknown) => {
    const answer = await callApi(app, method, `/v1/tenant-admin/${path}`, body);
    statuses.push([`${method} ${path.replace(/(wh|dlv|evt)_\w+/g, "{id}")}`, answer.status]);
    return answer.body;
  };
  const made = await call("POST", "webhooks", { url: `${receiver}/ok/round-${round}`, events: ["appointment.*"] });
  const id = made?.id ?? "wh_none";
  await call("GET", "webhooks?limit=5");
  await call("PATCH", `webhooks/${id}`, { description: `Round ${round}` });
  await call("POST", `webhooks/${id}/test`, {});
  await call("POST", `webhooks/${id}/rotate-secret`, { overlapHours: 0 });
  const deliveries = await call("GET", "deliveries?limit=5&status=delivered");
  const [delivery] = deliveries?.data ?? [];
  if (delivery) {
    await call("GET", `deliveries/${delivery.id}`);
    await call("POST", `deliveries/${delivery.id}/retry`);
  }
  const events = await call("GET", "events?limit=5");
  if (events?.data?.[0]) await call("GET", `events/${events.data[0].id}`);
  await call("GET", "stats?by=event&step=hour");
  await call("GET", "audit?limit=5");
  await call("POST", `webhooks/${id}/recover`, { since: new Date(Date.now() - 60_000).toISOString(), dryRun: true });
  await call("DELETE", `webhooks/${id}`);
  return statuses;
};
