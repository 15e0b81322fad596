import { z } from "zod";
import { recordAudit } from "#domain/audit/record-audit.ts";
import { requestOrigin } from "#domain/audit/request-origin.ts";
import type { Deps } from "#domain/context.ts";
import { getAccount } from "#domain/sessions/get-account.ts";
import { recordFailedSignIn, recordSignIn, recordSignOut, type Shown } from "#domain/sessions/record-sign-in.ts";
import { actorOf, type SignedIn } from "#domain/sessions/signed-in.ts";
import { type AccountChange, accountChanged } from "#domain/users/account-changed.ts";

const SHOWN: Record<string, Shown> = {
  "/sign-in/email": "password",
  "/two-factor/verify-totp": "code",
  "/two-factor/verify-backup-code": "recoveryCode",
};

type Asked = {
  path: string;
  me: SignedIn | null;
  email: unknown;
  /** User id after the password step, while the second factor is still missing. */
  challenged: string | null;
  headers: Headers;
};

const opened = z.object({ token: z.string() });

/**
 * Records changes by better-auth, which uses its own transactions: a crash may leave a change without an audit entry. Session cookies
 * reach the browser only after the entry is written.
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
    done: async (answer: Response): Promise<void> => {
      if (shown && (shown === "password" || !me)) {
        // better-auth sends no token while a second factor is missing.
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

    /** Records in the background, so that the response time does not reveal whether an account exists. */
    refused: (): void => {
      const id = challenged ?? me?.userId;
      const user = shown === "password" ? { email: String(email).toLowerCase() } : id ? { id } : null;
      if (!user || !shown) return;
      recordFailedSignIn(deps, { user, shown }, from).catch((error: unknown) =>
        deps.log.error({ err: error }, "could not record a refused sign-in in the audit log"),
      );
    },
  };
};
