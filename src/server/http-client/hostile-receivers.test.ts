import { expect, it, onTestFinished } from "vitest";
import { HOSTILE_RECEIVERS, startHostile } from "#tests/hostile-receivers.ts";
import { senderWith } from "#tests/sockets.ts";
import { until } from "#tests/until.ts";

it.each(HOSTILE_RECEIVERS)(
  "an attempt at a receiver that $name ends in time, is classified, and closes its connection",
  async (hostile) => {
    const receiver = await startHostile(hostile);
    onTestFinished(receiver.close);
    const { send, close } = senderWith();
    const { response, error } = await send(receiver.url, { timeoutMs: 300 });
    const cameTo = error ? { error: error.code } : { status: response.status, isCut: response.bodyTruncated };
    expect(cameTo).toEqual(hostile.comesTo);
    expect(response?.body.length ?? 0).toBeLessThanOrEqual(16_384);
    await close();
    await until("every connection is closed", receiver.isLeft);
  },
);

it.each(HOSTILE_RECEIVERS.filter(({ name }) => name.includes("flood") || name.includes("without end")))(
  "a receiver that $name is not read until the deadline",
  async (hostile) => {
    const receiver = await startHostile(hostile);
    onTestFinished(receiver.close);
    // Deadline longer than a test may take.
    const { response, error } = await senderWith().send(receiver.url, { timeoutMs: 600_000 });
    expect(error?.code ?? response?.status).toBe(hostile.comesTo.error ?? hostile.comesTo.status);
  },
);
