import { parseArgs } from "node:util";
import { runDemo } from "#supervisor/commands/demo/run-demo.ts";
import { runCommand } from "#supervisor/settings.ts";

// `npm run demo`: sends bookings to a running system and verifies the signatures of its deliveries.

const readArguments = () => {
  try {
    return parseArgs({ options: { once: { type: "boolean", default: false } } }).values;
  } catch {
    throw new Error("Usage: npm run demo [-- --once]");
  }
};

await runCommand(() => runDemo({ isOnce: readArguments().once }));
