import { z } from "zod";
import { apiKeyView, createApiKeyInput, createdApiKeyView } from "#domain/api-keys/api-key.schema.ts";
import { createApiKey } from "#domain/api-keys/create-api-key.ts";
import { listApiKeys } from "#domain/api-keys/list-api-keys.ts";
import { revokeApiKey } from "#domain/api-keys/revoke-api-key.ts";
import { objectId } from "#domain/bounded.schema.ts";
import { pageInput, pageOf } from "#domain/pagination.schema.ts";
import { adminProcedure, router, viewerProcedure } from "#trpc/init.ts";

export const apiKeysRouter = router({
  list: viewerProcedure
    .input(pageInput)
    .output(pageOf(apiKeyView))
    .query(({ ctx, input }) => listApiKeys(ctx.deps, ctx.actor, input)),

  create: adminProcedure
    .input(createApiKeyInput)
    .output(createdApiKeyView)
    .mutation(({ ctx, input }) => createApiKey(ctx.deps, ctx.actor, input)),

  revoke: adminProcedure.input(z.strictObject({ id: objectId })).mutation(async ({ ctx, input }) => {
    await revokeApiKey(ctx.deps, ctx.actor, input);
  }),
});
