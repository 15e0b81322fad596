/** An event as the producer's ledger knows it. Instants are milliseconds of this machine's clock, which all of it shares. */
export type SentEvent = {
  /** Also the appointment's id in the body, so that what arrives can be traced without asking the system. */
  externalId: string;
  tenantId: string;
  event: string;
  sentAt: number;
  /** Null = never acknowledged: it may be stored, or not. `ids` are all that the system ever answered for it. */
  ackedAt: number | null;
  ids: string[];
};

/** One answer that the producer got. Status 0 = the connection broke or was refused. */
export type Answer = { status: number; durationMs: number; hasRetryAfter: boolean };

/** A request that the receiver got, and what it answered; null = the sender was gone first. */
export type Receipt = {
  at: number;
  path: string;
  headers: Record<string, string>;
  body: string;
  bodyHash: string;
  answered: number | null;
};

/** A webhook as its tenant knows it. `offAt`: when somebody asked to switch it off or delete it. */
export type WebhookLedger = {
  id: string;
  tenantId: string;
  events: string[];
  paths: string[];
  secrets: string[];
  createdAt: number;
  offAt: number | null;
};

export type EventRow = {
  id: string;
  tenantId: string;
  event: string;
  externalId: string | null;
  sourceEventId: string | null;
  dispatchedAt: number | null;
  isDue: boolean;
  bodyHash: string | null;
};

export type DeliveryRow = {
  id: string;
  tenantId: string;
  subscriptionId: string;
  eventId: string;
  event: string;
  status: string;
  reason: string | null;
  attempts: number;
  failures: number;
  isDue: boolean;
  isLeased: boolean;
};

export type AttemptRow = {
  deliveryId: string;
  number: number;
  trigger: string;
  outcome: string | null;
  /** For people, where something is wrong. */
  errorCode?: string | null;
  startedAt: number;
  endedAt: number | null;
};

/** What is left when everything has settled. */
export type Evidence = {
  settings: { headerPrefix: string; retryCount: number; retryWindowMs: number };
  sent: SentEvent[];
  answers: Answer[];
  receipts: Receipt[];
  webhooks: WebhookLedger[];
  events: EventRow[];
  deliveries: DeliveryRow[];
  attempts: AttemptRow[];
  /** Deliveries by `webhookId status`, as the API lists them. */
  listed: Record<string, number>;
  /** How often something that could repeat a request happened to a worker or its database, and how many can be open then. */
  disruptions: number;
  inFlightMax: number;
};

export type Violation = { kind: ViolationKind; detail: string };

export type ViolationKind =
  | "lost"
  | "unfinished"
  | "failed_without_cause"
  | "no_reason"
  | "never_sent"
  | "wrong_tenant"
  | "bytes_changed"
  | "id_changed"
  | "too_many_duplicates"
  | "bad_signature"
  | "attempt_gap"
  | "attempt_unknown"
  | "too_early"
  | "open_attempt"
  | "miscounted"
  | "bad_answer";
