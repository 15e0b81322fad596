import type { MemberView } from "#domain/members/member.schema.ts";

/** Finds the only admin, who must stay one. Undefined for several admins, or while an unread page may hold another one. */
export const lastAdminId = (
  members: readonly Pick<MemberView, "id" | "role">[],
  { isComplete }: { isComplete: boolean },
): string | undefined => {
  const admins = members.filter(({ role }) => role === "admin");
  return isComplete && admins.length === 1 ? admins[0]?.id : undefined;
};
