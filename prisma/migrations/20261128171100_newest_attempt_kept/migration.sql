-- Failures only, which are few. Deliveries that ended well before the update are found by their status.
UPDATE "webhook_delivery" d SET "last_http_status" = a."response_status", "last_error_code" = a."error_code"
FROM "webhook_attempt" a
WHERE a."delivery_id" = d."id" AND a."number" = d."attempts" AND a."error_code" IS NOT NULL AND d."lease_token" IS NULL;
