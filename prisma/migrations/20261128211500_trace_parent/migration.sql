-- W3C traceparent of the request that brought the event. Null = not traced. Older releases leave the column out.
ALTER TABLE "webhook_event" ADD COLUMN IF NOT EXISTS "trace_parent" TEXT;
