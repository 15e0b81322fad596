import { expect, it } from "vitest";
import { logAddress, NO_FILTERS, readLogFilters } from "#features/deliveries/log-filters.ts";
import { FilterSearch } from "#features/log/log-filter-bar.tsx";
import { renderPage } from "#tests/render-page.tsx";

it("a search that the browser sends by itself, before the scripts are there, keeps the other filters", () => {
  const filters = { ...NO_FILTERS, status: ["failed", "canceled"], since: "2026-03-14T10:00:00.000Z", q: "before" };
  const html = renderPage(
    <FilterSearch
      value={filters.q}
      label="Search"
      placeholder="Id"
      address={logAddress({ ...filters, q: "" })}
      onSearch={() => {}}
    />,
  );
  const [, path] = /<form [^>]*action="([^"]*)"/.exec(html) ?? [];
  const sent = [...html.matchAll(/<input [^>]*>/g)].map(([tag]) =>
    ["name", "value"].map((of) => new RegExp(` ${of}="([^"]*)"`).exec(tag)?.[1] ?? ""),
  );
  const address = `${path}?${new URLSearchParams(sent)}`;
  expect(address).toMatch(/^\/deliveries\?/);
  expect(readLogFilters(new URL(address, "https://example.com").searchParams)).toEqual(filters);
});
