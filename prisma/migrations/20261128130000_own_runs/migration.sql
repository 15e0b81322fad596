-- A delivery that has a run of its own holds one of its webhook's 20 places. Old code leaves the column alone, and what
-- waits at the time of the update is found as rows.
ALTER TABLE "webhook_delivery" ADD COLUMN "own_run" SMALLINT;

-- Without a full scan: every row is null.
ALTER TABLE "webhook_delivery" ADD CONSTRAINT "webhook_delivery_own_run_check" CHECK ("own_run" BETWEEN 1 AND 20) NOT VALID;

CREATE UNIQUE INDEX "webhook_delivery_own_run_key" ON "webhook_delivery"("subscription_id", "own_run")
  WHERE "own_run" IS NOT NULL AND "due_at" IS NOT NULL;
