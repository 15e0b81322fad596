-- CreateTable
CREATE TABLE "tenant_storage" (
    "tenant_id" TEXT NOT NULL,
    "bytes" BIGINT NOT NULL DEFAULT 0,
    "counting" BIGINT NOT NULL DEFAULT 0,
    "warned_at" TIMESTAMPTZ(3),

    CONSTRAINT "tenant_storage_pkey" PRIMARY KEY ("tenant_id")
);

-- CreateTable
CREATE TABLE "storage_walk" (
    "table_name" TEXT NOT NULL,
    "counted_to" TEXT NOT NULL DEFAULT '',
    "counted_at" TIMESTAMPTZ(3),
    "lap_at" TEXT NOT NULL DEFAULT '',
    "lap_to" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "storage_walk_pkey" PRIMARY KEY ("table_name")
);

-- AddForeignKey
ALTER TABLE "tenant_storage" ADD CONSTRAINT "tenant_storage_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

INSERT INTO "storage_walk" ("table_name") VALUES ('webhook_payload'), ('webhook_delivery_body'), ('webhook_exchange');
