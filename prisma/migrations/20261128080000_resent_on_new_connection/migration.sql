-- AlterTable
ALTER TABLE "webhook_attempt" ADD COLUMN     "resent_on_new_connection" BOOLEAN NOT NULL DEFAULT false;
