import type { Deps } from "#domain/context.ts";
import { sendDueEmails } from "#domain/notifications/send-due-emails.ts";
import { sendStorageEmails } from "#domain/notifications/send-storage-emails.ts";
import type { InngestClient } from "#inngest/client.ts";

/** Two runs at once are safe. */
export const createSendEmails = (inngest: InngestClient, deps: Deps) =>
  inngest.createFunction({ id: "send-emails", triggers: [{ cron: "* * * * *" }], retries: 1 }, async ({ step }) =>
    step.run("send-due-emails", async () => {
      const webhooks = await sendDueEmails(deps);
      const storage = await sendStorageEmails(deps);
      return { sent: webhooks.sent + storage.sent, failed: webhooks.failed + storage.failed };
    }),
  );
