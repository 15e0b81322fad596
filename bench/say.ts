const startedAt = performance.now();

/** Prints progress to stderr: stdout holds only the result. */
export const say = (line: string): void => {
  process.stderr.write(`${((performance.now() - startedAt) / 1_000).toFixed(1).padStart(6)} s  ${line}\n`);
};
