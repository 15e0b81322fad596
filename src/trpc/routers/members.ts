import { z } from "zod";
import { objectId } from "#domain/bounded.schema.ts";
import { removeMember, setRole } from "#domain/members/change-member.ts";
import { inviteMember, renewInvite, revokeInvite } from "#domain/members/invite-member.ts";
import { listInvites, listMembers } from "#domain/members/list-members.ts";
import { createdInviteView, inviteInput, inviteView, memberView, setRoleInput } from "#domain/members/member.schema.ts";
import { pageInput, pageOf } from "#domain/pagination.schema.ts";
import { adminProcedure, router, viewerProcedure } from "#trpc/init.ts";

const byId = z.strictObject({ id: objectId });

export const membersRouter = router({
  list: viewerProcedure
    .input(pageInput)
    .output(pageOf(memberView))
    .query(({ ctx, input }) => listMembers(ctx.deps, ctx.actor, input)),

  invites: viewerProcedure.output(pageOf(inviteView)).query(({ ctx }) => listInvites(ctx.deps, ctx.actor)),

  invite: adminProcedure
    .meta({ limit: "invites" })
    .input(inviteInput)
    .output(createdInviteView)
    .mutation(({ ctx, input }) => inviteMember(ctx.deps, ctx.actor, input)),

  renewInvite: adminProcedure
    .meta({ limit: "invites" })
    .input(byId)
    .output(createdInviteView)
    .mutation(({ ctx, input }) => renewInvite(ctx.deps, ctx.actor, input)),

  revokeInvite: adminProcedure.input(byId).mutation(async ({ ctx, input }) => {
    await revokeInvite(ctx.deps, ctx.actor, input);
  }),

  setRole: adminProcedure.input(setRoleInput).mutation(async ({ ctx, input }) => {
    await setRole(ctx.deps, ctx.actor, input);
  }),

  remove: adminProcedure.input(byId).mutation(async ({ ctx, input }) => {
    await removeMember(ctx.deps, ctx.actor, input);
  }),
});
