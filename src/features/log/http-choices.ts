export const CLASSES = ["2xx", "3xx", "4xx", "5xx"] as const;

/** Statuses that endpoints answer with most; others can stand in the address. */
export const COMMON = ["400", "401", "403", "404", "410", "422", "429", "500", "502", "503", "504"] as const;
