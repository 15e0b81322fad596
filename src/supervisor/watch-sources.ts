import { watch } from "node:fs";
import { join } from "node:path";

const DEBOUNCE_MS = 150;

/** Calls `onChange` when a source that the worker may import has changed; returns how to end it. Next watches its own. */
export const watchWorkerSources = (root: string, onChange: () => void): (() => void) => {
  let timer: NodeJS.Timeout | undefined;
  const watcher = watch(join(root, "src"), { recursive: true }, (_, file) => {
    if (!file?.endsWith(".ts") || /\.test\.ts$|^(app|components|features|tests|trpc|web)\b/.test(file)) return;
    clearTimeout(timer);
    timer = setTimeout(onChange, DEBOUNCE_MS);
  });
  return () => {
    clearTimeout(timer);
    watcher.close();
  };
};
