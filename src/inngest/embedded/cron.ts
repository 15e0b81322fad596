/** UTC; null = every minute or hour. */
export type CronTime = { minutes: Set<number> | null; hours: Set<number> | null };

// Supports minute and hour as *, n, "a,b" or */n, every day. Returns null for any other cron.
export const parseCron = (text: string): CronTime | null => {
  const [minute = "", hour = "", ...days] = text.split(" ");
  if (days.join(" ") !== "* * *") return null;
  const minutes = parseField(minute, 60);
  const hours = parseField(hour, 24);
  return minutes === undefined || hours === undefined ? null : { minutes, hours };
};

export const isCronDue = ({ minutes, hours }: CronTime, time: Date): boolean =>
  (minutes?.has(time.getUTCMinutes()) ?? true) && (hours?.has(time.getUTCHours()) ?? true);

const parseField = (field: string, size: number): Set<number> | null | undefined => {
  if (field === "*") return null;
  const step = /^\*\/(\d+)$/.exec(field)?.[1];
  if (step && Number(step) > 0)
    return new Set(Array.from({ length: size }, (_, i) => i).filter((i) => i % Number(step) === 0));
  if (!/^\d+(,\d+)*$/.test(field)) return undefined;
  const values = field.split(",").map(Number);
  return values.every((value) => value < size) ? new Set(values) : undefined;
};
