import { recordAudit } from "#domain/audit/record-audit.ts";
import type { Deps, RequestOrigin } from "#domain/context.ts";
import { DomainError } from "#domain/errors.ts";
import { newId } from "#domain/ids.ts";
import { hashInviteToken } from "#domain/members/invite-member.ts";
import type { AcceptInviteInput } from "#domain/members/member.schema.ts";
import { type Role, role } from "#domain/sessions/role.schema.ts";
import { holdTenant } from "#domain/tenants/hold-tenant.ts";
import { Prisma } from "#generated/prisma/client.ts";

/** Answers every link that opens nothing: used, revoked, expired, unknown, and of an address that has an account. */
export const inviteRefused = () =>
  new DomainError(
    "unauthorized",
    "This invitation does not work any more. It was used or withdrawn, it is older than seven days, or its address already has an account: then sign in. Otherwise ask for a new link.",
  );

export type OpenInvite = { tenantName: string; email: string; role: Role; invitedByName: string | null };

/** Shows an invitation to the holder of its link. `unauthorized` for any other token. */
export const findInvite = async (
  { db, clock }: Pick<Deps, "db" | "clock">,
  { token }: { token: string },
): Promise<OpenInvite> => {
  const row = await db.memberInvite.findFirst({
    where: { tokenHash: hashInviteToken(token), expiresAt: { gt: clock() }, tenant: { removingAt: null } },
    select: { email: true, role: true, invitedByName: true, tenant: { select: { name: true } } },
  });
  if (!row) throw inviteRefused();
  return {
    tenantName: row.tenant.name,
    email: row.email,
    role: role.parse(row.role),
    invitedByName: row.invitedByName,
  };
};

/**
 * Makes the user of an invitation, which the same transaction deletes: of two calls at once, one makes the user.
 * `unauthorized` with one text for each link that does not work.
 */
export const acceptInvite = async (
  { db, clock }: Pick<Deps, "db" | "clock">,
  { token, name, passwordHash }: Omit<AcceptInviteInput, "password"> & { passwordHash: string },
  from: RequestOrigin,
): Promise<{ email: string }> => {
  const now = clock();
  const id = newId("usr", now.getTime());
  const credential = {
    id: newId("usr"),
    accountId: id,
    providerId: "credential",
    password: passwordHash,
    createdAt: now,
  };
  return db
    .$transaction(async (tx) => {
      const tokenHash = hashInviteToken(token);
      const invite = await tx.memberInvite.findFirst({ where: { tokenHash, expiresAt: { gt: now } } });
      if (!invite) throw inviteRefused();
      const { tenantId, email } = invite;
      await holdTenant(tx, tenantId);
      const { count } = await tx.memberInvite.deleteMany({ where: { tokenHash } });
      if (count === 0) throw inviteRefused();
      const data = { id, tenantId, name, email, emailVerified: true, role: invite.role, createdAt: now };
      await tx.user.create({ data: { ...data, accounts: { create: credential } } });
      const actor = { tenantId, by: { kind: "user", userId: id, name }, from } as const;
      const entry = {
        action: "user.joined",
        target: { kind: "user", id, name },
        details: { role: invite.role },
      } as const;
      await recordAudit(tx, actor, entry, now);
      return { email };
    })
    .catch((error: unknown) => {
      const isTaken = error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2002";
      const isGone = error instanceof DomainError && error.code === "not_found";
      throw isTaken || isGone ? inviteRefused() : error;
    });
};
