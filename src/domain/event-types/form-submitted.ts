import { z } from "zod";
import { answers, customer, lifecycleOf, resourceId, text } from "#domain/event-types/data-fields.ts";
import { defineEventType } from "#domain/event-types/define-event-type.ts";
import { explainField } from "#domain/event-types/explain-field.ts";
import { instant } from "#domain/instant.schema.ts";

const fields = {
  title: explainField(text, "Name of the form", "Name des Formulars"),
  customerId: resourceId.nullish(),
  appointmentId: resourceId.nullish(),
  customer,
  answers: explainField(
    answers,
    "Questions and answers, in the order of the form",
    "Fragen und Antworten, in der Reihenfolge des Formulars",
  ),
};

export const formSubmitted = defineEventType({
  name: "form.submitted",
  family: "form",
  title: "Form submitted",
  description: "A customer fills in a form, such as a health questionnaire.",
  german: {
    title: "Formular ausgefüllt",
    description: "Ein Kunde füllt ein Formular aus, etwa einen Fragebogen zur Gesundheit.",
    details: "Fragen und Antworten, wie der Kunde sie gegeben hat. Das Formular kann zu einem Termin gehören.",
    sentWhen: [
      "Ein Kunde sendet ein Formular ab, vor oder nach einem Besuch.",
      "Ein Kunde sendet dasselbe Formular noch einmal mit anderen Antworten ab.",
    ],
    notSentWhen: [
      "Ein Kunde beantwortet Fragen beim Buchen: Diese Antworten stehen in appointment.created.",
      "Ein Formular wird nur geöffnet oder als Entwurf gespeichert.",
    ],
  },
  details: "Questions and answers as the customer gave them. The form may belong to an appointment.",
  sentWhen: [
    "A customer sends a form, before or after a visit.",
    "A customer sends the same form again with other answers.",
  ],
  notSentWhen: [
    "A customer answers questions while booking: those answers stand in appointment.created.",
    "A form is only opened or saved as a draft.",
  ],
  data: z.looseObject({ formId: resourceId, ...fields, submittedAt: instant.nullish(), ...lifecycleOf(fields) }),
  sample: {
    formId: "frm_2C8V6N",
    title: "Before your first color",
    customerId: "cus_3F9A1C",
    appointmentId: "apt_7Q4K2M",
    answers: [
      { question: "Do you have allergies?", answer: "No" },
      { question: "Which tones do you like?", answer: ["Copper", "Gold"] },
    ],
    submittedAt: "2026-03-12T20:15:00+01:00",
    sequence: 1,
    actor: { kind: "customer", id: "cus_3F9A1C", name: "Ada Brandt" },
    cause: "customer_link",
  },
});
