import { diag, ProxyTracerProvider, type TracerProvider } from "@opentelemetry/api";

/** The SDK's provider sends its spans on demand; the one of a disabled SDK does not. */
type Flushing = TracerProvider & { forceFlush?: () => Promise<void> };

/**
 * `send` sends all spans that the SDK holds. It does nothing while an earlier call still sends: a collector that does not answer has one such
 * request open, and the SDK's queue bounds what waits. `sent` resolves when that one has ended.
 */
export const createSend = (registered: TracerProvider): { send: () => void; sent: () => Promise<void> } => {
  const provider: Flushing = registered instanceof ProxyTracerProvider ? registered.getDelegate() : registered;
  let sending: Promise<void> | null = null;
  const send = async () => {
    try {
      await provider.forceFlush?.();
    } catch (error) {
      // Spans are lost, as when the SDK sends them by itself; `OTEL_LOG_LEVEL` shows this line.
      diag.error("could not send spans", error);
    } finally {
      sending = null;
    }
  };
  return {
    send: () => {
      sending ??= send();
    },
    sent: async () => sending ?? undefined,
  };
};
