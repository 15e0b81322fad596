-- Retention reads one step at a time. With an index on step and time, answers to a tenant read the rows of all tenants.
DROP INDEX "webhook_figure_step_at_idx";
CREATE INDEX "webhook_figure_minutes" ON "webhook_figure"("at") WHERE "step" = 1;
CREATE INDEX "webhook_figure_hours" ON "webhook_figure"("at") WHERE "step" = 60;
CREATE INDEX "webhook_figure_days" ON "webhook_figure"("at") WHERE "step" = 1440;
DROP INDEX "webhook_cause_step_at_idx";
CREATE INDEX "webhook_cause_minutes" ON "webhook_cause"("at") WHERE "step" = 1;
CREATE INDEX "webhook_cause_hours" ON "webhook_cause"("at") WHERE "step" = 60;
CREATE INDEX "webhook_cause_days" ON "webhook_cause"("at") WHERE "step" = 1440;
