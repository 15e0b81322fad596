/** `ok` answers 200, `fail` 500 at once, `hang` never. */
export type Behaviour = "ok" | "fail" | "hang";

/** What the receiver knows of one path. */
export type Route = { path: string; secret: string; behaviour: Behaviour };

export type Counts = { requests: number; unique: number; unverified: number };

/** Commands to the receiver's process, each answered with its `id`. */
export type Command =
  /** On one more free loopback port, which is the answer. */
  | { ask: "listen" }
  | { ask: "add"; routes: readonly Route[] }
  | { ask: "counts" }
  /** Every verified `webhook-id` with the monotonic time of its first request. */
  | { ask: "arrivals" }
  /** Forgets what came so far; routes stay. */
  | { ask: "reset" };

export type Asked = { id: number; command: Command };
export type Answered = { id: number; answer: unknown };
