import { watch } from "node:fs";
import { join } from "node:path";

const DEBOUNCE_MS = 150;

/**
 * Calls `onChange` when a source has changed that Node loads itself: in the worker, or in the web process for the API. Next reloads
 * the sources of pages and procedures. Returns how to end it.
 */
export const watchSources = (root: string, onChange: () => void): (() => void) => {
  let timer: NodeJS.Timeout | undefined;
  const watcher = watch(join(root, "src"), { recursive: true }, (_, file) => {
    if (!file?.endsWith(".ts") || /\.test\.ts$|^(app|components|features|tests|trpc)\b/.test(file)) return;
    clearTimeout(timer);
    timer = setTimeout(onChange, DEBOUNCE_MS);
  });
  return () => {
    clearTimeout(timer);
    watcher.close();
  };
};
