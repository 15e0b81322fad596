import { createHash } from "node:crypto";
import type { EmailSender } from "#domain/context.ts";

const CONNECT_MS = 5_000;
const SILENCE_MS = 10_000;
/** A server that answers drop by drop does not hold up the others, nor a stop. */
const TOTAL_MS = 15_000;

/**
 * Sends by SMTP, a connection for each message, encrypted as soon as the server offers it. Rejects when nobody's address
 * was taken. A message's id makes its `Message-ID`, so that mail programs show one that was sent twice once.
 *
 * @param smtpUrl `smtp://user:password@host:587` or `smtps://…`
 */
export const createEmailSender = ({ smtpUrl, from }: { smtpUrl: string; from: string }): EmailSender => {
  const { username, hostname } = new URL(smtpUrl);
  const isLocal = /^(localhost|127\.|\[::1\])/.test(hostname);
  const options = {
    url: smtpUrl,
    // A password is not told to a server that only seems to offer no encryption.
    requireTLS: username !== "" && !isLocal,
    connectionTimeout: CONNECT_MS,
    dnsTimeout: CONNECT_MS,
    greetingTimeout: SILENCE_MS,
    socketTimeout: SILENCE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
  return async ({ id, to, subject, text, html }) => {
    // 24 MB that a process does not pay for as long as nothing fails.
    const { createTransport } = await import("nodemailer");
    await createTransport(options).sendMail({
      from,
      // As objects: an address is never read as a list of several.
      to: to.map((address) => ({ name: "", address })),
      subject,
      text,
      html,
      messageId: `<${createHash("sha256").update(id).digest("hex").slice(0, 32)}@bellhop>`,
      signal: AbortSignal.timeout(TOTAL_MS),
      headers: { "Auto-Submitted": "auto-generated" },
    });
  };
};
