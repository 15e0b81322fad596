-- Invitations of members, a member's own choice of emails, and the brand that a hand-off names. Only adds: safe while the old code runs.
CREATE TABLE "member_invite" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "token_hash" TEXT NOT NULL,
    "invited_by" TEXT NOT NULL,
    "invited_by_name" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "member_invite_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "member_invite_token_hash_key" ON "member_invite"("token_hash");

CREATE UNIQUE INDEX "member_invite_tenant_id_email_key" ON "member_invite"("tenant_id", "email");

ALTER TABLE "member_invite" ADD CONSTRAINT "member_invite_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "user" ADD COLUMN     "last_seen_at" TIMESTAMPTZ(3),
ADD COLUMN     "unwanted_emails" TEXT[] DEFAULT ARRAY[]::TEXT[];

ALTER TABLE "portal_session" ADD COLUMN     "brand" TEXT;

ALTER TABLE "tenant_storage" ADD COLUMN     "email_due_at" TIMESTAMPTZ(6);

-- From here on by hand: what a Prisma schema cannot say.
ALTER TABLE "member_invite" ADD CONSTRAINT "member_invite_role_check" CHECK ("role" IN ('admin', 'viewer'));
