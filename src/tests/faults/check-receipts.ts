import { createHmac, timingSafeEqual } from "node:crypto";
import { Webhook } from "standardwebhooks";
import type { Evidence, Receipt, Violation, WebhookLedger } from "./evidence.ts";

/**
 * Each received request was sent, belongs to its webhook, is signed, keeps its bytes, and is not repeated without
 * cause.
 */
export const checkReceipts = (evidence: Evidence): Violation[] => {
  const { sent, receipts, webhooks, events, deliveries, settings } = evidence;
  const sentById = new Map(sent.map((one) => [one.externalId, one]));
  const webhookByPath = new Map(webhooks.flatMap((webhook) => webhook.paths.map((path) => [path, webhook])));
  const eventById = new Map(events.map((row) => [row.id, row]));
  const deliveryById = new Map(deliveries.map((row) => [row.id, row]));
  const header = (receipt: Receipt, name: string) =>
    receipt.headers[`x-${settings.headerPrefix.toLowerCase()}-${name}`] ?? "";

  const check = (receipt: Receipt): Violation[] => {
    const id = receipt.headers["webhook-id"] ?? "";
    const what = `${id} at ${receipt.path}`;
    const webhook = webhookByPath.get(receipt.path);
    const body = parse(receipt.body);
    const source = sentById.get(body?.appointmentId ?? "");
    const row = eventById.get(id);
    const delivery = deliveryById.get(header(receipt, "delivery"));
    if (!webhook || !body || !source || !row) return [{ kind: "never_sent", detail: what }];
    const found: Violation[] = [];
    if (body.tenantId !== webhook.tenantId || source.tenantId !== webhook.tenantId || row.tenantId !== webhook.tenantId)
      found.push({ kind: "wrong_tenant", detail: `${what}: sent for ${source.tenantId}, says ${body.tenantId}` });
    if (
      body.id !== id ||
      body.event !== row.event ||
      delivery?.eventId !== id ||
      delivery?.subscriptionId !== webhook.id
    )
      found.push({
        kind: "id_changed",
        detail: `${what}: body says ${body.id}, delivery ${header(receipt, "delivery")}`,
      });
    if (row.bodyHash !== null && row.bodyHash !== receipt.bodyHash)
      found.push({ kind: "bytes_changed", detail: `${what}: not the stored bytes` });
    if (!isSigned(receipt, webhook, header(receipt, "signature"))) found.push({ kind: "bad_signature", detail: what });
    return found;
  };

  return [...receipts.flatMap(check), ...checkSameBytes(receipts), ...checkDuplicates(evidence)];
};

/** Counts requests after the first accepted one. A retry after a refusal is not a duplicate. */
export const countDuplicates = ({ receipts, settings }: Pick<Evidence, "receipts" | "settings">): number => {
  const accepted = new Set<string>();
  let duplicates = 0;
  for (const { headers, answered } of receipts.toSorted((a, b) => a.at - b.at)) {
    const delivery = headers[`x-${settings.headerPrefix.toLowerCase()}-delivery`] ?? "";
    if (accepted.has(delivery)) duplicates += 1;
    else if (answered !== null && answered >= 200 && answered < 300) accepted.add(delivery);
  }
  return duplicates;
};

const checkDuplicates = (evidence: Evidence): Violation[] => {
  const duplicates = countDuplicates(evidence);
  const most = evidence.disruptions * evidence.inFlightMax;
  return duplicates > most
    ? [{ kind: "too_many_duplicates", detail: `${duplicates}, and ${most} can be explained` }]
    : [];
};

const checkSameBytes = (receipts: readonly Receipt[]): Violation[] => {
  const hashes = Map.groupBy(receipts, ({ headers }) => headers["webhook-id"] ?? "");
  return [...hashes]
    .filter(([, same]) => new Set(same.map(({ bodyHash }) => bodyHash)).size > 1)
    .map(([id]) => ({ kind: "bytes_changed", detail: `${id} came with different bytes` }));
};

/** Checks both signatures against every secret the webhook ever had. */
const isSigned = ({ headers, body }: Receipt, { secrets }: WebhookLedger, signature: string): boolean =>
  secrets.some((secret) => isStandard(secret, headers, body)) &&
  secrets.some((secret) => {
    const expected = createHmac("sha256", secret).update(body).digest("hex");
    return expected.length === signature.length && timingSafeEqual(Buffer.from(expected), Buffer.from(signature));
  });

/** The library refuses old timestamps, so the check runs at the time of the receipt. */
const isStandard = (secret: string, headers: Record<string, string>, body: string): boolean => {
  const timestamp = Number(headers["webhook-timestamp"]);
  const signed = new Webhook(secret).sign(headers["webhook-id"] ?? "", new Date(timestamp * 1_000), body);
  return (headers["webhook-signature"] ?? "").split(" ").includes(signed);
};

const parse = (body: string): { id?: string; event?: string; tenantId?: string; appointmentId?: string } | null => {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
};
