import { recordAudit } from "#domain/audit/record-audit.ts";
import type { Deps, RequestOrigin } from "#domain/context.ts";
import { DomainError, notFound } from "#domain/errors.ts";
import type { EmailSettingsView } from "#domain/notifications/email-kind.schema.ts";
import { EMAIL_KINDS, type EmailKind } from "#domain/notifications/email-kind.values.ts";
import { actorOf, type SignedIn } from "#domain/sessions/signed-in.ts";

type SettingsDeps = Pick<Deps, "db" | "clock" | "settings">;

/** Returns which emails the signed-in person gets. */
export const getEmailSettings = async (
  { db, settings }: Pick<SettingsDeps, "db" | "settings">,
  { kind, userId, email }: SignedIn,
): Promise<EmailSettingsView> => {
  const user =
    kind === "password" ? await db.user.findUnique({ where: { id: userId }, select: { unwantedEmails: true } }) : null;
  const wanted = user ? EMAIL_KINDS.filter((one) => !user.unwantedEmails.includes(one)) : [];
  return { email: user ? email : null, isSent: settings.sendsEmail, wanted };
};

/** Turns one kind of email on or off for the signed-in person. Safe to repeat. `forbidden` for a hand-off session. */
export const setEmail = (
  { db, clock }: Pick<SettingsDeps, "db" | "clock">,
  me: SignedIn,
  { kind, wanted }: { kind: EmailKind; wanted: boolean },
  from?: RequestOrigin,
): Promise<void> =>
  db.$transaction(async (tx) => {
    if (me.kind !== "password")
      throw new DomainError(
        "forbidden",
        "Bellhop does not know your email address: your booking system signs you in.",
        [],
        {
          reason: "no_email_address",
        },
      );
    const id = me.userId;
    // Locks the row: parallel changes of two kinds must not undo each other.
    const [user] = await tx.$queryRaw<{ unwanted: string[] }[]>`
      SELECT coalesce(unwanted_emails, '{}') AS unwanted FROM "user" WHERE id = ${id} FOR UPDATE`;
    if (!user) throw notFound("user");
    if (user.unwanted.includes(kind) === !wanted) return;
    const others = user.unwanted.filter((one) => one !== kind);
    await tx.user.update({ where: { id }, data: { unwantedEmails: wanted ? others : [...others, kind] } });
    const target = { kind: "user", id, name: me.name } as const;
    await recordAudit(
      tx,
      actorOf(me, from),
      { action: "user.emails_changed", target, details: { email: kind, wanted } },
      clock(),
    );
  });
