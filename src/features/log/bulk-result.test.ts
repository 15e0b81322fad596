import { expect, it } from "vitest";
import { bulkRefusal } from "#domain/deliveries/bulk.schema.ts";
import { countRefusals } from "#features/log/bulk-result.tsx";
import { translatorOf } from "#features/texts/translator-of.ts";

it("counts refusals by reason, the most frequent first", () => {
  const results = ["test", null, "running", "running"].map((refused, index) => ({
    id: `dlv_${index}`,
    refused: bulkRefusal.nullable().parse(refused),
  }));
  expect(countRefusals(results)).toEqual([
    { reason: "running", count: 2 },
    { reason: "test", count: 1 },
  ]);
});

it.each(["en", "de"] as const)("has words in %s for every reason, for one delivery and for several", (locale) => {
  const t = translatorOf("log.result", locale);
  for (const reason of bulkRefusal.options)
    for (const count of [1, 3]) expect(t(`refused.${reason}`, { count })).toContain(String(count));
});
