-- An attempt is written once. Alone in its file, since this waits for VACUUM.
ALTER TABLE "webhook_attempt" RESET (fillfactor);
