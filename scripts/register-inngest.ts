import { createHmac } from "node:crypto";
import { readSettings, runCommand } from "#supervisor/settings.ts";

// `npm run inngest:register`: asks the running system to register its functions with Inngest. The call is
// signed with INNGEST_SIGNING_KEY, as Inngest signs its own.

/** Signs a request without a body: HMAC-SHA256 over the time. The key follows `signkey-<environment>-`. */
const signatureOf = (signingKey: string): string => {
  const seconds = Math.floor(Date.now() / 1_000);
  const hmac = createHmac("sha256", signingKey.replace(/^signkey-[A-Za-z0-9]+-/, "")).update(String(seconds));
  return `t=${seconds}&s=${hmac.digest("hex")}`;
};

await runCommand(async () => {
  const { ENGINE, INNGEST_SIGNING_KEY: signingKey, PORT, HOST } = readSettings();
  if (ENGINE !== "inngest") throw new Error("ENGINE is embedded: there is nothing to register.");
  const host = ["0.0.0.0", "::"].includes(HOST) ? "127.0.0.1" : HOST.includes(":") ? `[${HOST}]` : HOST;
  const headers = signingKey ? { "x-inngest-signature": signatureOf(signingKey) } : undefined;
  const response = await fetch(`http://${host}:${PORT}/api/inngest`, { method: "PUT", headers });
  const text = await response.text();
  if (!response.ok) throw new Error(`The functions were not registered: ${response.status} ${text}`);
  console.log("The functions are registered.");
});
