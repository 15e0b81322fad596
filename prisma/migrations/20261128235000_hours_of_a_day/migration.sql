-- Answers of the 24 hours of a day, in the row of the day: 30 days by hour then read 30 rows in place of 720. Null = not written yet,
-- or a count of the day has changed since.
ALTER TABLE "webhook_figure" ADD COLUMN "hours" TEXT;

-- Followers change the row of an hour and the row of its day in one statement, also those of the release before.
CREATE FUNCTION webhook_figure_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.hours := NULL;
  RETURN NEW;
END $$;
CREATE TRIGGER webhook_figure_changed BEFORE UPDATE ON "webhook_figure" FOR EACH ROW
  WHEN (NEW.hours = OLD.hours) EXECUTE FUNCTION webhook_figure_changed();
