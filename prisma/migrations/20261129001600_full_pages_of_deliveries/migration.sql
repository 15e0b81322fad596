-- A delivery's update never stays on its page as HOT, because indexed columns change. Alone in its file, since this waits for VACUUM.
ALTER TABLE "webhook_delivery" RESET (fillfactor);
