import { styleText } from "node:util";

const LEVELS: Record<number, { name: string; color: "gray" | "green" | "yellow" | "red" }> = {
  20: { name: "DEBUG", color: "gray" },
  30: { name: "INFO ", color: "green" },
  40: { name: "WARN ", color: "yellow" },
  50: { name: "ERROR", color: "red" },
};

/** Turns a JSON line into one for people: time, level, process, name, fields, and below them the stack of an error. */
export const readableLine = (line: string, { hasColor = false }: { hasColor?: boolean } = {}): string => {
  const parsed = parse(line);
  if (!parsed) return line;
  // The terminal of a person shows one release.
  const { level, time, name, version: _, msg, err, ...fields } = parsed;
  const { name: levelName, color } = LEVELS[Number(level)] ?? { name: String(level), color: "gray" as const };
  const paint = (style: "dim" | "bold" | typeof color, text: string) =>
    hasColor ? styleText(style, text, { validateStream: false }) : text;
  const head = [
    paint("dim", clockTime(Number(time))),
    paint(color, levelName),
    paint("dim", String(name)),
    paint("bold", String(msg)),
    ...Object.entries(fields).flatMap(([field, value]) =>
      value === null ? [] : [`${paint("dim", `${field}=`)}${shown(value)}`],
    ),
  ];
  return [head.join(" "), ...errorLines(err), ""].join("\n");
};

const parse = (line: string): Record<string, unknown> | null => {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null ? { ...value } : null;
  } catch {
    return null;
  }
};

/** Local time: a terminal stands where its reader is. */
const clockTime = (time: number): string => {
  const at = new Date(time);
  const two = (number: number) => String(number).padStart(2, "0");
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.${String(at.getMilliseconds()).padStart(3, "0")}`;
};

/** Keeps a text with spaces or control characters in one piece. */
const shown = (value: unknown): string =>
  typeof value === "string" && /^[\w.:/{}@+-]+$/.test(value) ? value : JSON.stringify(value);

const errorLines = (err: unknown): string[] => {
  if (typeof err !== "object" || err === null) return [];
  const stack = "stack" in err && typeof err.stack === "string" ? err.stack : "";
  const message = "message" in err ? String(err.message) : "";
  const own = (stack || message).split("\n").map((line) => `    ${line}`);
  return "cause" in err ? [...own, "    caused by", ...errorLines(err.cause)] : own;
};
