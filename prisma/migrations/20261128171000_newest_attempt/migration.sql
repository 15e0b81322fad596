-- Old code leaves both columns as they are: a delivery that it ends is not found by its newest response.
ALTER TABLE "webhook_delivery" ADD COLUMN "last_http_status" INTEGER, ADD COLUMN "last_error_code" TEXT;
