import { createHash } from "node:crypto";
import type { EmailSender } from "#domain/context.ts";

const CONNECT_MS = 5_000;
const SILENCE_MS = 10_000;
/** Bounds a server that sends its replies byte by byte. */
const TOTAL_MS = 15_000;

/**
 * Sends by SMTP: one connection per message, encrypted when the server offers TLS. Rejects when the server accepts no
 * address. `Message-ID` derives from the message id, so mail programs show a repeated message once.
 *
 * @param smtpUrl `smtp://user:password@host:587` or `smtps://…`
 */
export const createEmailSender = ({ smtpUrl, from }: { smtpUrl: string; from: string }): EmailSender => {
  const { username, hostname } = new URL(smtpUrl);
  const isLocal = /^(localhost|127\.|\[::1\])/.test(hostname);
  const options = {
    url: smtpUrl,
    // Credentials require TLS, except on loopback.
    requireTLS: username !== "" && !isLocal,
    connectionTimeout: CONNECT_MS,
    dnsTimeout: CONNECT_MS,
    greetingTimeout: SILENCE_MS,
    socketTimeout: SILENCE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
  return async ({ id, to, subject, text, html }) => {
    // Lazy import: nodemailer takes 24 MB, and most processes send no email.
    const { createTransport } = await import("nodemailer");
    await createTransport(options).sendMail({
      from,
      // Objects prevent nodemailer from reading one address as a list.
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
