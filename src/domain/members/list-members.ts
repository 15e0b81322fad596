import type { Actor, Deps } from "#domain/context.ts";
import { INVITES_MAX, type InviteView, type MemberView } from "#domain/members/member.schema.ts";
import { type Page, type PageInput, toPage } from "#domain/pagination.schema.ts";
import { role } from "#domain/sessions/role.schema.ts";
import type { Prisma } from "#generated/prisma/client.ts";

/** Lists password users of the tenant, newest first. People of the booking platform have sessions and are no members. */
export const listMembers = async (
  { db }: Pick<Deps, "db">,
  { tenantId }: Actor,
  { limit, cursor }: PageInput,
): Promise<Page<MemberView>> => {
  const rows = await db.user.findMany({
    select: {
      id: true,
      name: true,
      email: true,
      role: true,
      twoFactorEnabled: true,
      lastSeenAt: true,
      createdAt: true,
    },
    where: { tenantId, ...(cursor ? { id: { lt: cursor } } : {}) },
    orderBy: { id: "desc" },
    take: limit + 1,
  });
  return toPage(rows, limit, ({ id, name, email, twoFactorEnabled, lastSeenAt, createdAt, ...row }) => ({
    id,
    name,
    email,
    role: role.parse(row.role),
    hasSecondFactor: twoFactorEnabled,
    lastSeenAt: lastSeenAt?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
  }));
};

export const inviteColumns = {
  id: true,
  email: true,
  role: true,
  invitedByName: true,
  createdAt: true,
  expiresAt: true,
} as const satisfies Prisma.MemberInviteSelect;

type InviteRow = Prisma.MemberInviteGetPayload<{ select: typeof inviteColumns }>;

export const toInviteView = ({ role: own, createdAt, expiresAt, ...row }: InviteRow): InviteView => ({
  ...row,
  role: role.parse(own),
  createdAt: createdAt.toISOString(),
  expiresAt: expiresAt.toISOString(),
});

/** Lists invitations that wait, newest first; expired ones for a day. */
export const listInvites = async ({ db }: Pick<Deps, "db">, { tenantId }: Actor): Promise<Page<InviteView>> => {
  const rows = await db.memberInvite.findMany({
    select: inviteColumns,
    where: { tenantId },
    orderBy: { id: "desc" },
    take: INVITES_MAX,
  });
  return { data: rows.map(toInviteView), nextCursor: null };
};
