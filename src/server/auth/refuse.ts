export const refuse = (status: number, message: string, headers: Record<string, string> = {}): Response =>
  Response.json({ message }, { status, headers: { "cache-control": "no-store", ...headers } });

export const tooMany = (what: string, seconds: number): Response =>
  refuse(429, `Too many ${what}. Try again in ${Math.ceil(seconds / 60)} minutes.`, { "retry-after": String(seconds) });
