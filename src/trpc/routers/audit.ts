import { auditView, listAuditInput } from "#domain/audit/audit.schema.ts";
import { listAudit } from "#domain/audit/list-audit.ts";
import { pageOf } from "#domain/pagination.schema.ts";
import { router, tenantProcedure } from "#trpc/init.ts";

export const auditRouter = router({
  list: tenantProcedure
    .input(listAuditInput)
    .output(pageOf(auditView))
    .query(({ ctx, input }) => listAudit(ctx.deps, ctx.actor, input)),
});
