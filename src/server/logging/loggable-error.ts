/** Nested causes, and errors of an `AggregateError`. */
const DEPTH_MAX = 5;
const ERRORS_MAX = 5;
const MESSAGE_CHARS_MAX = 1_000;
/** Bounds the time of the regular expressions. */
const READ_CHARS_MAX = 5_000;

export type LoggableError = {
  type: string;
  message: string;
  code?: string | number;
  /** Name of a violated PostgreSQL constraint. */
  constraint?: string;
  stack?: string;
  cause?: LoggableError;
  errors?: LoggableError[];
};

/**
 * Keeps type, code, stack and causes only: pg puts row values into `detail` and `where`, Node puts addresses into `input`, and Prisma
 * puts arguments into the message.
 */
export const loggableError = (error: unknown, depth = 0): LoggableError => {
  if (!(error instanceof Error)) return notAnError(error, depth);
  const { name, cause } = error;
  const type = error.constructor.name === "Error" || name !== "Error" ? name : error.constructor.name;
  const message = safeMessage(error);
  const frames = framesOf(error);
  const inner = cause !== undefined && cause !== error && depth < DEPTH_MAX ? loggableError(cause, depth + 1) : null;
  return {
    type,
    message,
    ...codeOf(error),
    ...("constraint" in error && typeof error.constraint === "string" ? { constraint: error.constraint } : {}),
    ...(frames ? { stack: `${type}: ${message}\n${frames}` } : {}),
    ...(inner ? { cause: inner } : {}),
    ...(error instanceof AggregateError && depth < DEPTH_MAX
      ? { errors: error.errors.slice(0, ERRORS_MAX).map((one) => loggableError(one, depth + 1)) }
      : {}),
  };
};

/** Prisma's adapter and the Inngest SDK pass errors as plain objects. */
const notAnError = (error: unknown, depth: number): LoggableError => {
  if (typeof error !== "object" || error === null)
    return { type: typeof error, message: cutSecrets(String(error).slice(0, READ_CHARS_MAX)) };
  const code = "originalCode" in error ? String(error.originalCode) : "";
  const text = "originalMessage" in error ? error.originalMessage : "message" in error ? error.message : "";
  const kind = "kind" in error ? String(error.kind) : "name" in error ? String(error.name) : "object";
  const message = cutSecrets(cutValues(String(text).slice(0, READ_CHARS_MAX), code));
  const stack =
    "stack" in error && typeof error.stack === "string" ? framesOf({ stack: error.stack, message: String(text) }) : "";
  return {
    type: cutSecrets(kind),
    message,
    ...(code ? { code } : codeOf(error)),
    ...(stack ? { stack: `${kind}: ${message}\n${stack}` } : {}),
    ...("cause" in error && error.cause && depth < DEPTH_MAX ? { cause: loggableError(error.cause, depth + 1) } : {}),
  };
};

const codeOf = (error: object): { code?: string | number } =>
  "code" in error && (typeof error.code === "string" || typeof error.code === "number") ? { code: error.code } : {};

const safeMessage = (error: Error): string => {
  const message = error.message.slice(0, READ_CHARS_MAX);
  // Prisma prints all values below this line.
  if (error.name === "PrismaClientValidationError") return cutSecrets(firstLine(message));
  const code = "code" in error ? String(error.code) : "";
  return cutSecrets(cutValues(message, code));
};

const firstLine = (text: string): string => text.trim().split("\n")[0] ?? "";

/** SQLSTATE class 22 (data exception) and `JSON.parse` quote the value. */
const cutValues = (message: string, code: string): string => {
  const withoutJson = message.replace(/(?:\.\.\.)?"[\s\S]*"(?:\.\.\.)? is not valid JSON/, "… is not valid JSON");
  return /^22...$/.test(code) ? withoutJson.replace(/: [\s\S]*$/, ": …") : withoutJson;
};

/** Bellhop's keys and secrets, and other credentials by scheme or name. */
const SECRETS = [
  /\b(whsec|mwk_live|mwk_test|mok)_[\w+/=-]+/g,
  /\b(Bearer|Basic) +[\w.~+/=-]+/gi,
  /\b(password|secret|token|authorization|api[_-]?key)("?\s*[=:]\s*"?)[^\s"&,;]+/gi,
];
const URLS = /\b([a-z][a-z\d+.-]*:\/\/)([^\s"'<>`]*[^\s"'<>`.,;:)])/gi;

const cutSecrets = (text: string): string => {
  let safe = text.replace(URLS, (_, scheme: string, rest: string) => `${scheme}${hostIn(rest)}`);
  for (const secret of SECRETS) safe = safe.replace(secret, (_, name: string) => `${name}…`);
  return safe.length > MESSAGE_CHARS_MAX ? `${safe.slice(0, MESSAGE_CHARS_MAX)}…` : safe;
};

/** Drops user, path and query, which may hold passwords. */
const hostIn = (rest: string): string => {
  const authority = /^[^/?#]*/.exec(rest)?.[0] ?? "";
  const host = authority.slice(authority.lastIndexOf("@") + 1);
  return authority.length === rest.length && host === authority ? host : `${host}/…`;
};

/** The message may have several lines. */
const framesOf = ({ stack = "", message }: { stack?: string | undefined; message: string }): string => {
  const at = message === "" ? -1 : stack.indexOf(message);
  const below = at === -1 ? stack : stack.slice(at + message.length);
  return below
    .split("\n")
    .filter((line) => /^\s+at .*(:\d+:\d+\)?|<anonymous>\)?|\(native\))$/.test(line))
    .join("\n");
};
