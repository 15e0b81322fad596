-- Figures are counted by a follower, which reads rows in the order of the transactions that wrote them. Existing rows keep
-- null: the default is set apart from the column, so that no table is rewritten.
ALTER TABLE "webhook_event" ADD COLUMN "xid" xid8, ALTER COLUMN "xid" SET DEFAULT pg_current_xact_id();
ALTER TABLE "webhook_delivery" ADD COLUMN "ended_xid" xid8, ADD COLUMN "ended_at" TIMESTAMPTZ(3), ADD COLUMN "ended_attempt" INTEGER;
ALTER TABLE "webhook_attempt" ADD COLUMN "xid" xid8, ALTER COLUMN "xid" SET DEFAULT pg_current_xact_id();

-- Place of each follower. A null in "backfilled_to" says that rows from before this migration are done.
CREATE TABLE "follower_place" (
    "name" TEXT NOT NULL,
    "xid" xid8 NOT NULL DEFAULT '0',
    "id" TEXT NOT NULL DEFAULT '',
    "backfilled_to" TEXT,

    CONSTRAINT "follower_place_pkey" PRIMARY KEY ("name")
);
INSERT INTO "follower_place" ("name", "backfilled_to") VALUES ('delivery_figures', '~'), ('attempt_figures', '~');

-- End of a delivery or an attempt that no longer holds, until the follower has read it.
CREATE TABLE "webhook_replaced_end" (
    "id" TEXT NOT NULL DEFAULT gen_random_uuid(),
    "tenant_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "row_id" TEXT NOT NULL,
    "delivery_id" TEXT NOT NULL,
    "from_xid" xid8,
    "to_xid" xid8 NOT NULL DEFAULT pg_current_xact_id(),
    "outcome" TEXT,
    "ended_at" TIMESTAMPTZ(3),
    "ended_attempt" INTEGER,
    "response_status" INTEGER,
    "error_code" TEXT,
    "duration_ms" INTEGER,

    CONSTRAINT "webhook_replaced_end_pkey" PRIMARY KEY ("id")
);
ALTER TABLE "webhook_replaced_end" ADD CONSTRAINT "webhook_replaced_end_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Counts of one minute, hour or day ("step" in minutes). An empty webhook or event type stands for all.
CREATE TABLE "webhook_figure" (
    "tenant_id" TEXT NOT NULL,
    "mode" TEXT NOT NULL,
    "step" SMALLINT NOT NULL,
    "webhook_id" TEXT NOT NULL,
    "event" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "delivered" INTEGER NOT NULL DEFAULT 0,
    "failed" INTEGER NOT NULL DEFAULT 0,
    "canceled" INTEGER NOT NULL DEFAULT 0,
    "first_try" INTEGER NOT NULL DEFAULT 0,
    "http_2xx" INTEGER NOT NULL DEFAULT 0,
    "http_3xx" INTEGER NOT NULL DEFAULT 0,
    "http_4xx" INTEGER NOT NULL DEFAULT 0,
    "http_5xx" INTEGER NOT NULL DEFAULT 0,
    "error" INTEGER NOT NULL DEFAULT 0,
    "latency" BIGINT[] NOT NULL DEFAULT '{}',

    CONSTRAINT "webhook_figure_pkey" PRIMARY KEY ("tenant_id","mode","step","webhook_id","event","at")
);
ALTER TABLE "webhook_figure" ADD CONSTRAINT "webhook_figure_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;
CREATE INDEX "webhook_figure_step_at_idx" ON "webhook_figure"("step", "at");

CREATE TABLE "webhook_cause" (
    "tenant_id" TEXT NOT NULL,
    "mode" TEXT NOT NULL,
    "step" SMALLINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "webhook_id" TEXT NOT NULL,
    "cause" TEXT NOT NULL,
    "count" INTEGER NOT NULL,
    "last_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "webhook_cause_pkey" PRIMARY KEY ("tenant_id","mode","step","at","webhook_id","cause")
);
ALTER TABLE "webhook_cause" ADD CONSTRAINT "webhook_cause_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;
CREATE INDEX "webhook_cause_step_at_idx" ON "webhook_cause"("step", "at");

-- Rows of the current step change every few seconds: room on their page keeps the new versions there (HOT).
ALTER TABLE "webhook_figure" SET (fillfactor = 70);
ALTER TABLE "webhook_cause" SET (fillfactor = 70);

-- A delivery ends once for each final status. Its end is kept until a final status replaces it, and then handed to the follower.
CREATE FUNCTION webhook_delivery_end() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.status IN ('delivered', 'failed', 'canceled') THEN
    -- Deliveries from before this migration: the end with which the follower counts them must not move.
    OLD.ended_at := coalesce(OLD.ended_at, OLD.delivered_at, OLD.last_attempt_at, OLD.created_at);
    OLD.ended_attempt := coalesce(OLD.ended_attempt, OLD.attempts);
    IF NEW.status = OLD.status THEN
      NEW.ended_at := OLD.ended_at;
      NEW.ended_attempt := OLD.ended_attempt;
      RETURN NEW;
    END IF;
    INSERT INTO webhook_replaced_end (tenant_id, kind, row_id, delivery_id, from_xid, outcome, ended_at, ended_attempt)
    VALUES (OLD.tenant_id, 'delivery', OLD.id, OLD.id, OLD.ended_xid, OLD.status, OLD.ended_at, OLD.ended_attempt);
  END IF;
  IF NEW.status NOT IN ('delivered', 'failed', 'canceled') THEN
    NEW.ended_xid := NULL;
    NEW.ended_at := NULL;
    NEW.ended_attempt := NULL;
    RETURN NEW;
  END IF;
  NEW.ended_xid := pg_current_xact_id();
  NEW.ended_attempt := NEW.attempts;
  IF TG_OP = 'UPDATE' THEN
    NEW.ended_at := now();
  ELSE
    NEW.ended_at := coalesce(NEW.ended_at, NEW.delivered_at, NEW.last_attempt_at, NEW.created_at);
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER webhook_delivery_end BEFORE UPDATE ON "webhook_delivery" FOR EACH ROW
  WHEN (NEW.status IS DISTINCT FROM OLD.status OR (OLD.ended_at IS NULL AND OLD.status IN ('delivered', 'failed', 'canceled')))
  EXECUTE FUNCTION webhook_delivery_end();
CREATE TRIGGER webhook_delivery_made_ended BEFORE INSERT ON "webhook_delivery" FOR EACH ROW
  WHEN (NEW.status IN ('delivered', 'failed', 'canceled'))
  EXECUTE FUNCTION webhook_delivery_end();

CREATE FUNCTION webhook_attempt_end() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.ended_at IS NOT NULL THEN
    INSERT INTO webhook_replaced_end (tenant_id, kind, row_id, delivery_id, from_xid, outcome, ended_at, ended_attempt, response_status,
      error_code, duration_ms)
    VALUES (OLD.tenant_id, 'attempt', OLD.id, OLD.delivery_id, OLD.xid, OLD.outcome, OLD.ended_at, OLD.number, OLD.response_status,
      OLD.error_code, OLD.duration_ms);
  END IF;
  NEW.xid := pg_current_xact_id();
  RETURN NEW;
END $$;
CREATE TRIGGER webhook_attempt_end BEFORE UPDATE ON "webhook_attempt" FOR EACH ROW
  WHEN ((OLD.outcome, OLD.ended_at, OLD.response_status, OLD.error_code, OLD.duration_ms)
    IS DISTINCT FROM (NEW.outcome, NEW.ended_at, NEW.response_status, NEW.error_code, NEW.duration_ms))
  EXECUTE FUNCTION webhook_attempt_end();

-- Followers read an event again after each change, such as an erasure.
CREATE FUNCTION webhook_event_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.xid := pg_current_xact_id();
  RETURN NEW;
END $$;
CREATE TRIGGER webhook_event_changed BEFORE UPDATE ON "webhook_event" FOR EACH ROW EXECUTE FUNCTION webhook_event_changed();
