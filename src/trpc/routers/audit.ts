import { auditView, listAuditInput } from "#domain/audit/audit.schema.ts";
import { listAudit } from "#domain/audit/list-audit.ts";
import { pageOf } from "#domain/pagination.schema.ts";
import { router, viewerProcedure } from "#trpc/init.ts";

export const auditRouter = router({
  list: viewerProcedure
    .input(listAuditInput)
    .output(pageOf(auditView))
    .query(({ ctx, input }) => listAudit(ctx.deps, ctx.actor, input)),
});
