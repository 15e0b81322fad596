-- Retention of sandbox figures.
CREATE INDEX "webhook_figure_sandbox" ON "webhook_figure"("at") WHERE "mode" = 'test';
CREATE INDEX "webhook_cause_sandbox" ON "webhook_cause"("at") WHERE "mode" = 'test';

-- Server that numbered the transactions of a place: a dump may be restored into another one.
ALTER TABLE "follower_place" ADD COLUMN "cluster" TEXT;
