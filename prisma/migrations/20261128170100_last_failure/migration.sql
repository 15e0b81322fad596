-- Old code leaves these columns alone: until the next failure, the dashboard finds the last failed attempt in the log.
ALTER TABLE "webhook_subscription"
  ADD COLUMN "last_failure_attempt_id" TEXT,
  ADD COLUMN "last_failure_delivery_id" TEXT,
  ADD COLUMN "last_failure_at" TIMESTAMPTZ(3),
  ADD COLUMN "last_failure_http_status" INTEGER,
  ADD COLUMN "last_failure_error_code" TEXT,
  ADD COLUMN "last_failure_message" TEXT;
