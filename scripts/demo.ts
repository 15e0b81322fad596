import { parseArgs } from "node:util";
import { runDemo } from "#supervisor/commands/demo/run-demo.ts";
import { runCommand } from "#supervisor/settings.ts";

// `npm run demo`: a receiver on this machine that verifies signatures, and a stream of bookings against a running system.

const readArguments = () => {
  try {
    return parseArgs({ options: { once: { type: "boolean", default: false } } }).values;
  } catch {
    throw new Error("Usage: npm run demo [-- --once]");
  }
};

await runCommand(() => runDemo({ isOnce: readArguments().once }));
