-- Days that the worker has to write. Apart from the column, whose lock stops readers too. Only followers and retention wait for this
-- index, while it reads the table.
CREATE INDEX IF NOT EXISTS "webhook_figure_no_hours" ON "webhook_figure"("at") WHERE "step" = 1440 AND "hours" IS NULL;
