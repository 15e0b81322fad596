import type { RegisteredFunction } from "#tests/protocol/registration.ts";
import type { Run, RunEvent } from "#tests/protocol/run.ts";

/** One call of the app: what went over the wire. */
export type Call = {
  functionId: string;
  runId: string;
  attempt: number;
  request: string;
  status: number;
  headers: Record<string, string | undefined>;
  response: string;
};

/** What goes wrong between the executor and others; each is asked every time. */
export type Faults = {
  /** The event was taken (200) and is gone: no run starts. */
  losesEvent: (event: RunEvent) => boolean;
  /** The app did its work and its answer never came: the same call is made again. */
  losesAnswer: (call: Call) => boolean;
};

export type Executor = InngestServer & {
  signingKey: string;
  /** Everything that came in by the event API, in order. */
  events: RunEvent[];
  calls: Call[];
  runs: Run[];
  faults: Faults;
  /** Whatever is not as the protocol has it: unknown paths, wrong keys, answers not signed. Must stay empty. */
  problems: string[];
  /** Starts a run by hand, whether its events were seen before or not; a cron's run has none of its own. */
  start(functionId: string, events?: readonly RunEvent[]): Run;
  /** Everything that waits for its time is due now. */
  skipTime(): void;
  functions(): readonly RegisteredFunction[];
};

/** What the suite needs of any Inngest: the executor of these tests, or a real server that the environment names. */
export type InngestServer = {
  url: string;
  eventKey: string;
  /** What the app must be started with to work with it. */
  environment: Record<string, string>;
  /** Makes the app register its functions, by a signed `PUT <app>/api/inngest`. */
  sync(appUrl: string): Promise<void>;
  /** The executor, for cases that look into it or disturb it; null with a real server. */
  executor: Executor | null;
  close(): Promise<void>;
};
