type Waiting<Value> = { resolve: (value: Value | null) => void; reject: (error: unknown) => void };

/** Reads one value by id, null where there is none. Calls of one moment share one `read`. */
export const readTogether = <Value>(
  read: (ids: readonly string[]) => Promise<ReadonlyMap<string, Value>>,
): ((id: string) => Promise<Value | null>) => {
  let waiting = new Map<string, Waiting<Value>[]>();
  const readAll = async () => {
    const asked = waiting;
    waiting = new Map();
    const settle = (act: (one: Waiting<Value>, id: string) => void) => {
      for (const [id, callers] of asked) for (const caller of callers) act(caller, id);
    };
    try {
      const values = await read([...asked.keys()]);
      settle(({ resolve }, id) => resolve(values.get(id) ?? null));
    } catch (error) {
      settle(({ reject }) => reject(error));
    }
  };
  return (id) =>
    new Promise((resolve, reject) => {
      if (waiting.size === 0) setImmediate(() => void readAll());
      waiting.set(id, [...(waiting.get(id) ?? []), { resolve, reject }]);
    });
};
