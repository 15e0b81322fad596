import type { Executor } from "#tests/protocol/inngest-executor.ts";

/** What the suite needs of any Inngest: the executor of these tests, or a real server (`INNGEST_DEV=<url>`). */
export type InngestServer = {
  url: string;
  eventKey: string;
  /** What the app must be started with to work with it. */
  environment: Record<string, string>;
  /** Makes the app register its functions, as `curl -X PUT <app>/api/inngest` does. */
  sync(appUrl: string): Promise<void>;
  /** The executor, for cases that look into it or disturb it; null with a real server. */
  executor: Executor | null;
  close(): Promise<void>;
};

export const syncApp = async (appUrl: string): Promise<void> => {
  const response = await fetch(`${appUrl}/api/inngest`, { method: "PUT" });
  if (!response.ok) throw new Error(`the app did not register: ${response.status} ${await response.text()}`);
};

export const realServer = (url: string): InngestServer => ({
  url,
  eventKey: "test",
  environment: { INNGEST_DEV: url, INNGEST_EVENT_KEY: "test" },
  sync: syncApp,
  executor: null,
  close: async () => {},
});
