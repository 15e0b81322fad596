import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { expect, it, onTestFinished } from "vitest";
import { refreshQueries } from "#features/shell/refresh-queries.ts";
import { until } from "#tests/until.ts";

/** Query that a page shows, whose reads the test ends. */
const setUp = () => {
  const client = new QueryClient();
  const ends: ((rows: string) => void)[] = [];
  const observer = new QueryObserver(client, {
    queryKey: [["deliveries", "log"]],
    queryFn: () => new Promise<string>((end) => ends.push(end)),
    retry: false,
  });
  onTestFinished(observer.subscribe(() => {}));
  const readsAre = (count: number) => until(`${count} reads have begun`, () => ends.length === count);
  const shown = (rows: string) => until(`${rows} are shown`, () => observer.getCurrentResult().data === rows);
  return { client, ends, readsAre, shown };
};

it("a change during a read is read after it, once for several changes", async () => {
  const { client, ends, readsAre, shown } = setUp();
  await readsAre(1);
  for (let change = 0; change < 3; change++) expect(refreshQueries(client, {})).toBe(1);
  expect(ends).toHaveLength(1);
  ends[0]?.("old rows");
  await readsAre(2);
  ends[1]?.("new rows");
  await shown("new rows");
  await new Promise(setImmediate);
  expect(ends).toHaveLength(2);
});

it("a change while nothing is read is read at once", async () => {
  const { client, ends, readsAre, shown } = setUp();
  await readsAre(1);
  ends[0]?.("rows");
  await shown("rows");
  refreshQueries(client, { queryKey: [["deliveries"]] });
  await readsAre(2);
});
