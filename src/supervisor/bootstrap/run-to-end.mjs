import { spawn } from "node:child_process";

/**
 * Runs a program and forwards signals, which it must accept twice: the terminal sends Ctrl-C to it too. Ends
 * this process as the program ended, unless it succeeded and `exits` is false.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {import("node:child_process").SpawnOptions & { exits?: boolean, isQuiet?: boolean, onFailure?: () => void }} [options]
 *   `exits` ends this process in any case, `isQuiet` shows output only of a failure, `onFailure` runs before that output.
 * @returns {Promise<void>}
 */
export const runToEnd = (program, args, options = {}) =>
  new Promise((done) => {
    const { exits = false, isQuiet = false, onFailure = () => {}, ...spawnOptions } = options;
    const child = spawn(program, args, { stdio: isQuiet ? ["ignore", "pipe", "pipe"] : "inherit", ...spawnOptions });
    /** @type {Buffer[]} */
    const output = [];
    if (isQuiet) for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => output.push(chunk));
    const signals = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);
    /** @param {NodeJS.Signals} signal */
    const forward = (signal) => child.kill(signal);
    for (const signal of signals) process.on(signal, forward);
    child.once("error", (error) => {
      onFailure();
      fail(`${program} could not be started: ${error.message}`);
    });
    child.once("close", (code, signal) => {
      for (const name of signals) process.off(name, forward);
      if (code === 0 && !exits) return done();
      if (code !== 0) {
        onFailure();
        process.stderr.write(Buffer.concat(output));
      }
      if (!signal) process.exit(code ?? 1);
      process.kill(process.pid, signal);
    });
  });

/**
 * Ends this process with a message for the operator.
 * @param {string} message
 * @returns {never}
 */
export const fail = (message) => {
  console.error(message);
  process.exit(1);
};
