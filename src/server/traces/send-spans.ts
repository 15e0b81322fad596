import { diag, ProxyTracerProvider, type TracerProvider } from "@opentelemetry/api";

/** The SDK's provider sends its spans on demand; the one of a disabled SDK does not. */
type Flushing = TracerProvider & { forceFlush?: () => Promise<void> };

/**
 * Returns what sends all spans that the SDK holds. Does nothing while an earlier call still sends: a collector that does not answer has one
 * such request open, and the SDK's queue bounds what waits.
 */
export const createSend = (registered: TracerProvider): (() => void) => {
  const provider: Flushing = registered instanceof ProxyTracerProvider ? registered.getDelegate() : registered;
  let isSending = false;
  const send = async () => {
    try {
      await provider.forceFlush?.();
    } catch (error) {
      // Spans are lost, as when the SDK sends them by itself; `OTEL_LOG_LEVEL` shows this line.
      diag.error("could not send spans", error);
    } finally {
      isSending = false;
    }
  };
  return () => {
    if (isSending) return;
    isSending = true;
    void send();
  };
};
