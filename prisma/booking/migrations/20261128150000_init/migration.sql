CREATE SCHEMA IF NOT EXISTS "booking";

-- CreateTable
CREATE TABLE "booking"."salon" (
    "tenant_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "timezone" TEXT NOT NULL,
    "opens_at" TEXT NOT NULL,
    "closes_at" TEXT NOT NULL,

    CONSTRAINT "salon_pkey" PRIMARY KEY ("tenant_id"),
    CONSTRAINT "salon_hours_valid" CHECK (opens_at ~ '^\d{2}:\d{2}$' AND closes_at ~ '^\d{2}:\d{2}$' AND opens_at < closes_at)
);

-- CreateTable
CREATE TABLE "booking"."service" (
    "tenant_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "duration_minutes" INTEGER NOT NULL,
    "price" INTEGER NOT NULL,
    "currency" TEXT NOT NULL,
    "is_active" BOOLEAN NOT NULL DEFAULT true,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "service_pkey" PRIMARY KEY ("tenant_id","id"),
    CONSTRAINT "service_valid" CHECK (duration_minutes > 0 AND price >= 0)
);

-- CreateTable
CREATE TABLE "booking"."staff" (
    "tenant_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT,
    "is_active" BOOLEAN NOT NULL DEFAULT true,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "staff_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "booking"."customer" (
    "tenant_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "phone" TEXT,
    "locale" TEXT,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "customer_pkey" PRIMARY KEY ("tenant_id","id"),
    CONSTRAINT "customer_email_lower" CHECK (email = lower(email))
);

-- CreateTable
CREATE TABLE "booking"."appointment" (
    "tenant_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "service_id" TEXT NOT NULL,
    "staff_id" TEXT NOT NULL,
    "customer_id" TEXT NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "timezone" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "price" INTEGER NOT NULL,
    "currency" TEXT NOT NULL,
    "notes" TEXT,
    "source" TEXT NOT NULL,
    "answers" JSONB NOT NULL DEFAULT '[]',
    "link_key" TEXT NOT NULL,
    "series_id" TEXT,
    "series_index" INTEGER,
    "series_count" INTEGER,
    "replaces_id" TEXT,
    "replaced_by_id" TEXT,
    "pay_by_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "appointment_pkey" PRIMARY KEY ("tenant_id","id"),
    CONSTRAINT "appointment_status_valid"
      CHECK (status IN ('pending', 'confirmed', 'awaiting_time', 'canceled', 'completed', 'no_show')),
    CONSTRAINT "appointment_has_length" CHECK (starts_at < ends_at),
    CONSTRAINT "appointment_series_whole" CHECK (num_nulls(series_id, series_index, series_count) IN (0, 3))
);

-- CreateTable
CREATE TABLE "booking"."payment" (
    "tenant_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "appointment_id" TEXT NOT NULL,
    "customer_id" TEXT NOT NULL,
    "amount" INTEGER NOT NULL,
    "currency" TEXT NOT NULL,
    "method" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "charge_ids" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "refunded_amount" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "payment_pkey" PRIMARY KEY ("tenant_id","id"),
    CONSTRAINT "payment_status_valid" CHECK (status IN ('pending', 'completed', 'failed', 'refunded')),
    CONSTRAINT "payment_amounts_valid" CHECK (amount > 0 AND refunded_amount BETWEEN 0 AND amount)
);

-- CreateTable
CREATE TABLE "booking"."bellhop_sequence" (
    "resource" TEXT NOT NULL,
    "value" INTEGER NOT NULL,

    CONSTRAINT "bellhop_sequence_pkey" PRIMARY KEY ("resource")
);

-- CreateTable
CREATE TABLE "booking"."bellhop_outbox" (
    "id" BIGSERIAL NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "resource" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,
    "event_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "event" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "due_at" TIMESTAMPTZ(3) DEFAULT CURRENT_TIMESTAMP,
    "lease" TEXT,
    "reason" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "bellhop_outbox_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "appointment_link_key_key" ON "booking"."appointment"("link_key");

-- CreateIndex
CREATE INDEX "appointment_tenant_id_staff_id_starts_at_idx" ON "booking"."appointment"("tenant_id", "staff_id", "starts_at");

-- CreateIndex
CREATE INDEX "appointment_tenant_id_customer_id_idx" ON "booking"."appointment"("tenant_id", "customer_id");

-- CreateIndex
CREATE INDEX "appointment_tenant_id_service_id_idx" ON "booking"."appointment"("tenant_id", "service_id");

-- CreateIndex
CREATE INDEX "appointment_tenant_id_series_id_idx" ON "booking"."appointment"("tenant_id", "series_id");

-- CreateIndex
CREATE INDEX "appointment_pay_by_at_idx" ON "booking"."appointment"("pay_by_at");

-- CreateIndex
CREATE INDEX "payment_tenant_id_appointment_id_idx" ON "booking"."payment"("tenant_id", "appointment_id");

-- CreateIndex
CREATE INDEX "payment_tenant_id_customer_id_idx" ON "booking"."payment"("tenant_id", "customer_id");

-- CreateIndex
CREATE INDEX "bellhop_outbox_due_at_idx" ON "booking"."bellhop_outbox"("due_at");

-- CreateIndex
CREATE UNIQUE INDEX "bellhop_outbox_resource_sequence_key" ON "booking"."bellhop_outbox"("resource", "sequence");

-- AddForeignKey
ALTER TABLE "booking"."service" ADD CONSTRAINT "service_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "booking"."salon"("tenant_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "booking"."staff" ADD CONSTRAINT "staff_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "booking"."salon"("tenant_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "booking"."customer" ADD CONSTRAINT "customer_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "booking"."salon"("tenant_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "booking"."appointment" ADD CONSTRAINT "appointment_tenant_id_service_id_fkey" FOREIGN KEY ("tenant_id", "service_id") REFERENCES "booking"."service"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "booking"."appointment" ADD CONSTRAINT "appointment_tenant_id_staff_id_fkey" FOREIGN KEY ("tenant_id", "staff_id") REFERENCES "booking"."staff"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "booking"."appointment" ADD CONSTRAINT "appointment_tenant_id_customer_id_fkey" FOREIGN KEY ("tenant_id", "customer_id") REFERENCES "booking"."customer"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "booking"."payment" ADD CONSTRAINT "payment_tenant_id_appointment_id_fkey" FOREIGN KEY ("tenant_id", "appointment_id") REFERENCES "booking"."appointment"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "booking"."payment" ADD CONSTRAINT "payment_tenant_id_customer_id_fkey" FOREIGN KEY ("tenant_id", "customer_id") REFERENCES "booking"."customer"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

CREATE UNIQUE INDEX "customer_email_once" ON "booking"."customer"("tenant_id", "email") WHERE deleted_at IS NULL;

-- Gives GiST the comparison of texts. PostgreSQL ships this extension, and the owner of a database may add it.
CREATE EXTENSION IF NOT EXISTS btree_gist;

-- Refuses a second appointment of a staff member at the same time. Canceled ones, and those that await a new time, take none.
ALTER TABLE "booking"."appointment" ADD CONSTRAINT "appointment_staff_free"
  EXCLUDE USING gist (tenant_id WITH =, staff_id WITH =, tstzrange(starts_at, ends_at) WITH &&)
  WHERE (status IN ('pending', 'confirmed', 'completed'));
