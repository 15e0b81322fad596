import { ProxyTracerProvider, type TracerProvider } from "@opentelemetry/api";
import { expect, it, vi } from "vitest";
import { createSend } from "#server/traces/send-spans.ts";

const { getTracer } = new ProxyTracerProvider();

/** A provider whose exports end when the test says so. */
const heldProvider = () => {
  const exports: PromiseWithResolvers<void>[] = [];
  const forceFlush = () => {
    const held = Promise.withResolvers<void>();
    exports.push(held);
    return held.promise;
  };
  const provider: TracerProvider & { forceFlush: () => Promise<void> } = { getTracer, forceFlush };
  return { exports, provider };
};

it("one export is open at a time, and the next one begins after its end or its failure", async () => {
  const { exports, provider } = heldProvider();
  const registered = new ProxyTracerProvider();
  registered.setDelegate(provider);
  const { send } = createSend(registered);
  send();
  send();
  expect(exports).toHaveLength(1);
  exports[0]?.resolve();
  await vi.waitFor(() => {
    send();
    expect(exports).toHaveLength(2);
  });
  exports[1]?.reject(new Error("the collector does not answer"));
  await vi.waitFor(() => {
    send();
    expect(exports).toHaveLength(3);
  });
});

it("a disabled SDK has nothing to send", () => {
  expect(createSend(new ProxyTracerProvider()).send).not.toThrow();
});
