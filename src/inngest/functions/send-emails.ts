import type { Deps } from "#domain/context.ts";
import { sendDueEmails } from "#domain/notifications/send-due-emails.ts";
import type { InngestClient } from "#inngest/client.ts";

/** Two runs at once are safe. */
export const createSendEmails = (inngest: InngestClient, deps: Deps) =>
  inngest.createFunction({ id: "send-emails", triggers: [{ cron: "* * * * *" }], retries: 1 }, async ({ step }) =>
    step.run("send-due-emails", () => sendDueEmails(deps)),
  );
