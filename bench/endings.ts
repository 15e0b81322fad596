export type Ending = () => unknown;

/** Runs cleanups in reverse order, each once, even after errors; cleanups added during the end run too. */
export const createEndings = () => {
  const endings: Ending[] = [];
  let running: Promise<void> | null = null;

  const runAll = async () => {
    for (let end = endings.pop(); end; end = endings.pop()) {
      try {
        await end();
      } catch (error) {
        process.stderr.write(`While cleaning up: ${error instanceof Error ? error.message : error}\n`);
      }
    }
  };

  return {
    add: (end: Ending): void => {
      endings.push(end);
    },
    run: (): Promise<void> => {
      running ??= runAll();
      return running;
    },
  };
};

export type Endings = ReturnType<typeof createEndings>;
