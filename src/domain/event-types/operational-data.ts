import { z } from "zod";
import { resourceId } from "#domain/event-types/data-fields.ts";
import { explainField } from "#domain/event-types/explain-field.ts";

export const lastError = z
  .object({
    code: explainField(z.string(), "Such as timeout or http_status", "Etwa timeout oder http_status"),
    message: z.string(),
  })
  .nullable();

export const lastEventType = explainField(
  z.string().nullable(),
  "The event type of the delivery that failed last",
  "Der Ereignistyp der Zustellung, die zuletzt fehlschlug",
);

export const operationalData = z.looseObject({
  webhookId: resourceId,
  url: explainField(
    z.string(),
    "Scheme, host and the beginning of the path: the whole URL may be a password",
    "Schema, Host und Anfang des Pfads: Die ganze URL kann wie ein Passwort wirken",
  ),
  description: z.string(),
  message: explainField(
    z.string(),
    "What happened and what happens next, in plain words",
    "Was geschehen ist und was als Nächstes geschieht, in einfachen Worten",
  ),
  link: explainField(z.string(), "Where the dashboard shows it", "Wo das Dashboard es zeigt"),
});
