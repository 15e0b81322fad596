-- Event types of the platform's own, with their versions. Only adds: safe while the old code runs.
CREATE TABLE "platform_event_type" (
    "name" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "compatible_from" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "removed_at" TIMESTAMPTZ(3),

    CONSTRAINT "platform_event_type_pkey" PRIMARY KEY ("name")
);

CREATE TABLE "platform_event_type_version" (
    "name" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "schema" JSON NOT NULL,
    "sample" JSON NOT NULL,
    "resource_id_field" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "platform_event_type_version_pkey" PRIMARY KEY ("name","version")
);

ALTER TABLE "platform_event_type_version" ADD CONSTRAINT "platform_event_type_version_name_fkey" FOREIGN KEY ("name") REFERENCES "platform_event_type"("name") ON DELETE CASCADE ON UPDATE CASCADE;
