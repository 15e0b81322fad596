-- Headers and a short body of an exchange, packed. Rows of older releases keep theirs in the columns of their own.
ALTER TABLE "webhook_exchange" ADD COLUMN "packed" BYTEA;
