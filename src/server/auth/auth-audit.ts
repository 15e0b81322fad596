import { z } from "zod";
import { recordAudit } from "#domain/audit/record-audit.ts";
import { requestOrigin } from "#domain/audit/request-origin.ts";
import type { Deps } from "#domain/context.ts";
import { getAccount } from "#domain/sessions/get-account.ts";
import { recordFailedSignIn, recordSignIn, recordSignOut, type Shown } from "#domain/sessions/record-sign-in.ts";
import { actorOf, type SignedIn } from "#domain/sessions/signed-in.ts";
import { type AccountChange, accountChanged } from "#domain/users/account-changed.ts";

/** What is shown to sign in, by better-auth's path. */
const SHOWN: Record<string, Shown> = {
  "/sign-in/email": "password",
  "/two-factor/verify-totp": "code",
  "/two-factor/verify-backup-code": "recoveryCode",
};

type Asked = {
  path: string;
  /** Who was signed in already. */
  me: SignedIn | null;
  /** What was typed as an email. */
  email: unknown;
  /** Who had shown a password and is asked for a second factor. */
  challenged: string | null;
  headers: Headers;
};

const opened = z.object({ token: z.string() });

/**
 * Remembers what was before better-auth handles a request, to write down what that has changed. Its transactions are its own, so
 * the line comes right after: a crash between the two leaves a change without its line, but no session reaches a browser
 * before its line is there.
 */
export const beginAuthAudit = async (
  deps: Pick<Deps, "db" | "clock" | "log">,
  { path, me, email, challenged, headers }: Asked,
) => {
  const from = requestOrigin(headers);
  const shown = SHOWN[path];
  const hasSecondFactor = async () => me !== null && (await getAccount(deps, me)).hasSecondFactor;
  const hadSecondFactor = await hasSecondFactor();

  const changeOf = async (): Promise<AccountChange | null> => {
    switch (path) {
      case "/change-password":
        return "password";
      case "/two-factor/generate-backup-codes":
        return "recoveryCodes";
      case "/two-factor/verify-totp":
        return !hadSecondFactor && (await hasSecondFactor()) ? "secondFactorOn" : null;
      case "/two-factor/disable":
        return hadSecondFactor ? "secondFactorOff" : null;
      default:
        return null;
    }
  };

  return {
    /** After a success. */
    done: async (answer: Response): Promise<void> => {
      if (shown && (shown === "password" || !me)) {
        // Without a token a second factor is asked for first.
        const { data } = opened.safeParse(await answer.clone().json());
        if (data) await recordSignIn(deps, { token: data.token, shown }, from);
        if (me) await recordSignOut(deps, me, from);
        return;
      }
      if (!me) return;
      if (path === "/sign-out") return recordSignOut(deps, me, from);
      const change = await changeOf();
      if (change) {
        const entry = accountChanged({ id: me.userId, name: me.name }, change);
        await recordAudit(deps.db, actorOf(me, from), entry, deps.clock());
      }
    },

    /**
     * After a wrong password or code that a limit let through. Nobody waits for it: how long an answer takes must not tell
     * whether there is such an account.
     */
    refused: (): void => {
      const id = challenged ?? me?.userId;
      const user = shown === "password" ? { email: String(email).toLowerCase() } : id ? { id } : null;
      if (!user || !shown) return;
      recordFailedSignIn(deps, { user, shown }, from).catch((error: unknown) =>
        deps.log.error({ err: error }, "a refused sign-in was not written down"),
      );
    },
  };
};
