export type EmailText = { subject: string; text: string; html: string };

/** Removes line breaks, which start new headers, and invisible characters, which imitate other text. */
export const oneLine = (text: string) => text.replaceAll(/[\s\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]+/gu, " ").trim();

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

export const escapeHtml = (text: string) => text.replaceAll(/[&<>"']/g, (char) => ENTITIES[char] ?? char);

type Parts = {
  subject: string;
  message: string;
  /** Label and value; empty values are left out. */
  facts?: readonly (readonly [string, string])[];
  advice: string;
  link: { url: string; label: string };
  footer: string;
};

/** Writes an email of plain parts, as text and as HTML. Tenants choose some of the words, so each part becomes one line. */
export const writeParts = ({ subject, message, facts = [], advice, link, footer }: Parts): EmailText => {
  const told = facts.map(([label, value]) => [label, oneLine(value)] as const).filter(([, value]) => value !== "");
  const [line, hint, end] = [message, advice, footer].map(oneLine);
  return {
    subject: oneLine(subject),
    text: [line, told.map(([label, value]) => `${label}: ${value}`).join("\n"), hint, link.url, `-- \n${end}`]
      .filter(Boolean)
      .join("\n\n"),
    html: [
      `<p>${escapeHtml(line ?? "")}</p>`,
      ...(told.length > 0
        ? [`<p>${told.map(([label, value]) => `<b>${label}:</b> ${escapeHtml(value)}`).join("<br>\n")}</p>`]
        : []),
      `<p>${escapeHtml(hint ?? "")}</p>`,
      `<p><a href="${escapeHtml(link.url)}">${escapeHtml(link.label)}</a></p>`,
      `<p><small>${escapeHtml(end ?? "")}</small></p>`,
    ].join("\n"),
  };
};
