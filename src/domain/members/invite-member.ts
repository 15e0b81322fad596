import { createHash, randomBytes } from "node:crypto";
import { actorId } from "#domain/actor-id.ts";
import { recordAudit } from "#domain/audit/record-audit.ts";
import type { Actor, Deps } from "#domain/context.ts";
import { DomainError, notFound } from "#domain/errors.ts";
import { newId } from "#domain/ids.ts";
import { inviteColumns, toInviteView } from "#domain/members/list-members.ts";
import {
  type CreatedInviteView,
  INVITE_DAYS,
  INVITES_MAX,
  type InviteInput,
  type InviteView,
} from "#domain/members/member.schema.ts";
import { writeInviteEmail } from "#domain/notifications/invite-email.ts";
import type { Prisma } from "#generated/prisma/client.ts";

const TOKEN_BYTES = 32;
const DAY_MS = 86_400_000;

type InviteDeps = Pick<Deps, "db" | "clock" | "email" | "settings" | "log">;

/** Uses a fast hash: the token has 256 random bits. */
export const hashInviteToken = (token: string): string => createHash("sha256").update(token).digest("hex");

/**
 * Invites a person. Never looks the address up, so the answer does not tell whether an account exists. Only the answer
 * has the link, which works once and for 7 days. A second invitation of an address replaces the first. `conflict` at
 * the most invitations of a tenant.
 */
export const inviteMember = (
  deps: InviteDeps,
  actor: Actor,
  { email, role }: InviteInput,
): Promise<CreatedInviteView> =>
  giveLink(deps, actor, async (tx, { tokenHash, now, expiresAt }) => {
    const { tenantId } = actor;
    // Locks the tenant, so that parallel invitations count each other.
    await tx.$queryRaw`SELECT id FROM tenant WHERE id = ${tenantId} FOR NO KEY UPDATE`;
    await tx.memberInvite.deleteMany({ where: { tenantId, email } });
    if ((await tx.memberInvite.count({ where: { tenantId } })) >= INVITES_MAX)
      throw new DomainError("conflict", `At most ${INVITES_MAX} invitations can be open. Revoke one first.`, [], {
        reason: "too_many_invites",
        values: { max: INVITES_MAX },
      });
    const invitedByName = actor.by.kind === "system" ? null : (actor.by.name ?? null);
    const id = newId("inv", now.getTime());
    const row = await tx.memberInvite.create({
      data: {
        id,
        tenantId,
        email,
        role,
        tokenHash,
        invitedBy: actorId(actor),
        invitedByName,
        createdAt: now,
        expiresAt,
      },
      select: inviteColumns,
    });
    const target = { kind: "user", id, name: email } as const;
    await recordAudit(tx, actor, { action: "invite.created", target, details: { role } }, now);
    return toInviteView(row);
  });

/** Gives an invitation a new link and seven new days. The old link stops working. */
export const renewInvite = (deps: InviteDeps, actor: Actor, { id }: { id: string }): Promise<CreatedInviteView> =>
  giveLink(deps, actor, async (tx, { tokenHash, now, expiresAt }) => {
    const { tenantId } = actor;
    await tx.memberInvite.updateMany({ where: { tenantId, id }, data: { tokenHash, expiresAt } });
    const row = await tx.memberInvite.findFirst({ select: inviteColumns, where: { tenantId, id } });
    if (!row) throw notFound("invitation");
    const target = { kind: "user", id, name: row.email } as const;
    await recordAudit(tx, actor, { action: "invite.renewed", target, details: { role: row.role } }, now);
    return toInviteView(row);
  });

export const revokeInvite = (
  { db, clock }: Pick<Deps, "db" | "clock">,
  actor: Actor,
  { id }: { id: string },
): Promise<void> =>
  db.$transaction(async (tx) => {
    const { tenantId } = actor;
    const row = await tx.memberInvite.findFirst({ select: { email: true }, where: { tenantId, id } });
    const { count } = await tx.memberInvite.deleteMany({ where: { tenantId, id } });
    if (!row || count === 0) throw notFound("invitation");
    const target = { kind: "user", id, name: row.email } as const;
    await recordAudit(tx, actor, { action: "invite.revoked", target }, clock());
  });

type Fresh = { tokenHash: string; now: Date; expiresAt: Date };

/** Emails the link after the commit, once: an outbox would have to store the token. */
const giveLink = async (
  deps: InviteDeps,
  { tenantId }: Actor,
  write: (tx: Prisma.TransactionClient, fresh: Fresh) => Promise<InviteView>,
): Promise<CreatedInviteView> => {
  const token = randomBytes(TOKEN_BYTES).toString("base64url");
  const now = deps.clock();
  const expiresAt = new Date(now.getTime() + INVITE_DAYS * DAY_MS);
  const { invite, tenantName } = await deps.db.$transaction(async (tx) => {
    const tenant = await tx.tenant.findUnique({ where: { id: tenantId }, select: { name: true } });
    const written = await write(tx, { tokenHash: hashInviteToken(token), now, expiresAt });
    return { invite: written, tenantName: tenant?.name ?? tenantId };
  });
  const link = `${deps.settings.baseUrl}/invite#token=${token}`;
  return { ...invite, link, emailed: await sendLink(deps, { invite, tenantName, link, now }) };
};

const sendLink = async (
  { email, settings, log }: Pick<Deps, "email" | "settings" | "log">,
  { invite, tenantName, link, now }: { invite: InviteView; tenantName: string; link: string; now: Date },
): Promise<boolean | null> => {
  if (!email) return null;
  const { id, invitedByName } = invite;
  const text = writeInviteEmail({ tenantName, invitedByName, link, brandName: settings.brandName, days: INVITE_DAYS });
  try {
    await email({ id: `${id}:${now.getTime()}`, to: [invite.email], ...text });
    return true;
  } catch (err) {
    log.warn({ err, inviteId: id }, "an invitation was not emailed");
    return false;
  }
};
