import { expect, it } from "vitest";
import { restartFollowers } from "#database/migrations/restart-followers.ts";
import { getTotals } from "#domain/figures/get-stats.ts";
import { testDatabase } from "#tests/database.ts";
import { followFigures } from "#tests/follow-figures.ts";
import { furnishTenant } from "#tests/rest/seed-tenant.ts";

it("figures are those of the rows after a dump was restored into another PostgreSQL, and go on", async () => {
  const database = await testDatabase();
  const { deps, urls } = database;
  const actor = await database.addTenant();
  const furnish = () => furnishTenant(deps, actor, `https://example.com/${crypto.randomUUID()}`);
  const failed = async () => {
    await followFigures(deps);
    const range = { since: new Date(Date.now() - 3_600_000).toISOString(), until: new Date().toISOString() };
    const { deliveries, attempts } = await getTotals(deps, actor, range);
    return [deliveries.failed, attempts["5xx"]];
  };
  await furnish();
  expect(await restartFollowers(urls.owner)).toBe(false);
  expect(await failed()).toEqual([1, 1]);
  const { deliveryId } = await furnish();

  // As after the restore: the numbers of the other PostgreSQL are far ahead, and one row was not read there.
  await deps.sql("UPDATE webhook_delivery SET ended_xid = '9000000000'");
  await deps.sql("UPDATE webhook_attempt SET xid = '9000000000'");
  await deps.sql("UPDATE follower_place SET xid = '8000000000', cluster = '1'");
  expect(await failed()).toEqual([1, 1]);

  expect(await restartFollowers(urls.owner)).toBe(true);
  expect(await restartFollowers(urls.owner)).toBe(false);
  expect(await failed()).toEqual([2, 2]);
  await furnish();
  await deps.sql("UPDATE webhook_delivery SET status = 'delivered' WHERE id = $1", [deliveryId]);
  expect(await failed()).toEqual([2, 3]);
  await database.close();
});
