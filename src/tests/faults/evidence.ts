/** Event in the producer's ledger. Instants are milliseconds of this machine's clock, shared by all processes. */
export type SentEvent = {
  /** Equal to the appointment id in the body, which traces a request without the system. */
  externalId: string;
  tenantId: string;
  event: string;
  sentAt: number;
  /** Null = never acknowledged, so maybe stored. `ids` holds every id that the system answered for the event. */
  ackedAt: number | null;
  ids: string[];
};

/** Answer to the producer. Status 0 = the connection broke or was refused. */
export type Answer = { status: number; durationMs: number; hasRetryAfter: boolean };

/** Request at the receiver and its answer; null = the sender disconnected first. */
export type Receipt = {
  at: number;
  path: string;
  headers: Record<string, string>;
  body: string;
  bodyHash: string;
  answered: number | null;
};

/** Webhook as its tenant knows it. `offAt`: time of the request to disable or delete it. */
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
  /** Shown to the reader of a violation. */
  errorCode?: string | null;
  startedAt: number;
  endedAt: number | null;
};

/** State after everything has settled. */
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
  /** Number of events at worker or database that may repeat requests, and the most requests open at each. */
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
