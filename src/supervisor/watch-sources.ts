import { watch } from "node:fs";
import { join } from "node:path";

const DEBOUNCE_MS = 150;

/** Watches sources that Node loads, since Next reloads pages and procedures itself. */
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
