-- An external id is accepted once, whatever became of its event, unless it was rejected. Statements of the version before ask
-- for `status = 'accepted'`, which implies this predicate.
CREATE UNIQUE INDEX "webhook_event_external_id_once" ON "webhook_event"("tenant_id", "external_id")
  WHERE "external_id" IS NOT NULL AND "status" <> 'rejected';
DROP INDEX "webhook_event_tenant_id_external_id_key";
