/** Columns that a person may hide. Time and event are always shown: they are the link of a row. */
export const COLUMN_IDS = ["about", "webhook", "status", "code", "attempts", "duration", "id"] as const;
export type ColumnId = (typeof COLUMN_IDS)[number];

export type LogView = { density: "compact" | "roomy"; columns: readonly ColumnId[] };

export const DEFAULT_VIEW: LogView = {
  density: "compact",
  columns: ["about", "webhook", "status", "code", "attempts", "duration"],
};

/** Cookie instead of local storage: the server renders the chosen columns at once. */
export const VIEW_COOKIE = "bellhop_log_view";
const YEAR_SECONDS = 31_536_000;

/** Reads `compact:about.webhook`; the default for anything else. */
export const readLogView = (text: string | undefined): LogView => {
  const [density, columns] = text?.split(":") ?? [];
  if (columns === undefined || (density !== "compact" && density !== "roomy")) return DEFAULT_VIEW;
  const chosen = new Set(columns.split("."));
  return { density, columns: COLUMN_IDS.filter((id) => chosen.has(id)) };
};

export const logViewText = ({ density, columns }: LogView): string => `${density}:${columns.join(".")}`;

export const rememberLogView = (view: LogView) => {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in browsers we support.
  document.cookie = `${VIEW_COOKIE}=${logViewText(view)}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
};
