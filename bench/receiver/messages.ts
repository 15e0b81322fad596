/** `ok` answers 200, `fail` 500 at once, `fail a fifth` 500 to a fifth of the requests at random, `hang` never. */
export type Behaviour = "ok" | "fail" | "fail a fifth" | "hang";

export type Route = { path: string; secret: string; behaviour: Behaviour };

export type Counts = { requests: number; unique: number; unverified: number };

/** Commands to the receiver process; each answer carries the command's `id`. */
export type Command =
  /** Opens one more free loopback port and answers with it. */
  | { ask: "listen" }
  | { ask: "add"; routes: readonly Route[] }
  | { ask: "counts" }
  /** Answers with each verified `webhook-id` and the monotonic time of its first request. */
  | { ask: "arrivals" }
  /** Deletes arrivals; routes stay. */
  | { ask: "reset" };

export type Asked = { id: number; command: Command };
export type Answered = { id: number; answer: unknown };
