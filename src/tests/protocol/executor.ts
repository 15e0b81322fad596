import type { RegisteredFunction } from "#tests/protocol/registration.ts";
import type { Run, RunEvent } from "#tests/protocol/run.ts";

/** Call of the app as sent over the wire. */
export type Call = {
  functionId: string;
  runId: string;
  attempt: number;
  request: string;
  status: number;
  headers: Record<string, string | undefined>;
  response: string;
  durationMs: number;
};

/** Faults between the executor and others; each predicate is evaluated every time. */
export type Faults = {
  /** True = the event is accepted (200) and lost: no run starts. */
  losesEvent: (event: RunEvent) => boolean;
  /** True = the app's answer is lost after the work: the same call is repeated. */
  losesAnswer: (call: Call) => boolean;
};

export type Executor = InngestServer & {
  signingKey: string;
  /** Events received by the event API, in order. */
  events: RunEvent[];
  calls: Call[];
  runs: Run[];
  faults: Faults;
  /** Protocol violations: unknown paths, wrong keys, unsigned answers. Must stay empty. */
  problems: string[];
  /** Starts a manual run, also for known events; a cron's run has no events. */
  start(functionId: string, events?: readonly RunEvent[]): Run;
  /** Makes all waiting work due now. */
  skipTime(): void;
  functions(): readonly RegisteredFunction[];
};

/** Interface to any Inngest: the tests' executor, or a real server that the environment names. */
export type InngestServer = {
  url: string;
  eventKey: string;
  /** Environment the app needs to work with it. */
  environment: Record<string, string>;
  /** Makes the app register its functions, by a signed `PUT <app>/api/inngest`. */
  sync(appUrl: string): Promise<void>;
  /** Executor for tests that inspect or disturb it; null with a real server. */
  executor: Executor | null;
  close(): Promise<void>;
};
