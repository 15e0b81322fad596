import { createHash } from "node:crypto";
import type { EmailSender } from "#domain/context.ts";

const CONNECT_MS = 5_000;
const SILENCE_MS = 10_000;
/** Bounds a server that answers drop by drop. */
const TOTAL_MS = 15_000;

/**
 * Sends by SMTP, one connection per message, encrypted as soon as the server offers it. Rejects when the server took no
 * address. A message's id makes its `Message-ID`, so that mail programs show a repeat once.
 *
 * @param smtpUrl `smtp://user:password@host:587` or `smtps://…`
 */
export const createEmailSender = ({ smtpUrl, from }: { smtpUrl: string; from: string }): EmailSender => {
  const { username, hostname } = new URL(smtpUrl);
  const isLocal = /^(localhost|127\.|\[::1\])/.test(hostname);
  const options = {
    url: smtpUrl,
    // Credentials require TLS.
    requireTLS: username !== "" && !isLocal,
    connectionTimeout: CONNECT_MS,
    dnsTimeout: CONNECT_MS,
    greetingTimeout: SILENCE_MS,
    socketTimeout: SILENCE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
  return async ({ id, to, subject, text, html }) => {
    // Loaded late: nodemailer takes 24 MB, and most processes send nothing.
    const { createTransport } = await import("nodemailer");
    await createTransport(options).sendMail({
      from,
      // Objects: an address is never read as a list.
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
