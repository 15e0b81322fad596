import { recordAudit } from "#domain/audit/record-audit.ts";
import type { Deps } from "#domain/context.ts";
import { DomainError, notFound } from "#domain/errors.ts";
import { newId } from "#domain/ids.ts";
import { type Operator, SYSTEM } from "#domain/users/operator.ts";
import type { AddUserInput } from "#domain/users/user.schema.ts";
import { Prisma } from "#generated/prisma/client.ts";

/**
 * Adds a password user, for the operator. `not_found` for an unknown tenant, `conflict` if a user
 * of any tenant has the email.
 */
export const addUser = async (
  { db, clock }: Pick<Deps, "db" | "clock">,
  { tenant: tenantId, email, name, role }: AddUserInput,
  passwordHash: string,
  operator: Operator = SYSTEM,
): Promise<{ id: string }> => {
  const createdAt = clock();
  const id = newId("usr", createdAt.getTime());
  const credential = { id: newId("usr"), accountId: id, providerId: "credential", password: passwordHash, createdAt };
  const data = { id, tenantId, name, email, emailVerified: true, role, createdAt, accounts: { create: credential } };
  const entry = { action: "user.added", target: { kind: "user", id, name }, details: { role } } as const;
  await db
    .$transaction(async (tx) => {
      await tx.user.create({ data });
      await recordAudit(tx, { ...operator, tenantId }, entry, createdAt);
    })
    .catch((error: unknown) => {
      if (!(error instanceof Prisma.PrismaClientKnownRequestError)) throw error;
      if (error.code === "P2002") throw new DomainError("conflict", `A user with the email ${email} already exists.`);
      throw error.code === "P2003" ? notFound("tenant") : error;
    });
  return { id };
};
