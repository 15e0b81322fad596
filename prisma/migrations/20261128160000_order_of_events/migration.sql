-- Old code leaves all these columns alone: its events get a number by default, its deliveries are unordered.
-- Webhooks come last: statements of running code lock deliveries and events before webhooks, and another order would deadlock.
CREATE SEQUENCE "webhook_event_order" AS BIGINT;
-- Roles of the engine and of the app store events. A number says nothing about a tenant.
GRANT USAGE ON SEQUENCE "webhook_event_order" TO PUBLIC;

ALTER TABLE "webhook_delivery"
  ADD COLUMN "order_lane" BIGINT,
  ADD COLUMN "order_no" BIGINT,
  ADD COLUMN "order_at" TIMESTAMPTZ(3),
  ADD COLUMN "order_head" BOOLEAN;

-- Makes the next delivery of a lane due in the statement that ends the head, whatever that statement is. It sees rows
-- that were committed after that statement began. It waits for no lock, so it cannot deadlock: a lane that it leaves
-- without a head is advanced by the process that ended the head, or by the sweep.
CREATE FUNCTION start_next_in_order() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  next_id text;
BEGIN
  SELECT id INTO next_id FROM webhook_delivery
  WHERE subscription_id = OLD.subscription_id AND order_lane = OLD.order_lane AND order_head IS NOT NULL AND due_at IS NOT NULL
  ORDER BY order_no, order_at NULLS FIRST, id LIMIT 1;
  IF next_id IS NOT NULL THEN
    UPDATE webhook_delivery SET order_head = true,
      due_at = CASE WHEN lease_token IS NULL THEN least(due_at, now()) ELSE due_at END
    WHERE id = (SELECT id FROM webhook_delivery WHERE id = next_id AND NOT order_head AND due_at IS NOT NULL
      FOR NO KEY UPDATE SKIP LOCKED);
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER "webhook_delivery_start_next" AFTER UPDATE ON "webhook_delivery" FOR EACH ROW
  WHEN (OLD.order_head AND OLD.due_at IS NOT NULL AND NEW.due_at IS NULL) EXECUTE FUNCTION start_next_in_order();

-- Two statements: a default that comes with the column would rewrite the table.
ALTER TABLE "webhook_event" ADD COLUMN "order_no" BIGINT;
ALTER TABLE "webhook_event" ALTER COLUMN "order_no" SET DEFAULT nextval('webhook_event_order'::regclass);

ALTER TABLE "webhook_subscription" ADD COLUMN "ordered" BOOLEAN NOT NULL DEFAULT false;
