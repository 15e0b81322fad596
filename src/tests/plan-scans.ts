/** Node of a plan, as EXPLAIN (ANALYZE, FORMAT JSON) answers. */
export type PlanNode = {
  "Node Type": string;
  "Relation Name"?: string;
  "Index Name"?: string;
  "Actual Rows": number;
  "Actual Loops": number;
  "Rows Removed by Filter"?: number;
  "Rows Removed by Index Recheck"?: number;
  Plans?: PlanNode[];
};

/** Returns nodes that read a table or an index. */
export const scansOf = (node: PlanNode): PlanNode[] => [
  ...(node["Node Type"].includes("Scan") ? [node] : []),
  ...(node.Plans ?? []).flatMap(scansOf),
];

/** Counts are averages of the loops, rounded to hundredths. */
export const rowsRead = (scan: PlanNode): number =>
  Math.round(
    (scan["Actual Rows"] + (scan["Rows Removed by Filter"] ?? 0) + (scan["Rows Removed by Index Recheck"] ?? 0)) *
      scan["Actual Loops"],
  );
