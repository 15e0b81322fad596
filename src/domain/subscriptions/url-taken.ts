import { DomainError } from "#domain/errors.ts";
import { Prisma } from "#generated/prisma/client.ts";

/** A write that broke the partial unique index on tenant and url becomes `conflict`; any other error stays what it is. */
export const urlTaken = (error: unknown): unknown =>
  error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2002"
    ? new DomainError("conflict", "There is already a webhook with this URL. Change that one, or delete it first.")
    : error;
