/** The same thing for two people: `ownerText` for who runs the salon, `developerText` for who runs the receiver. */
export type Diagnosis = { ok: boolean; title: string; ownerText: string; developerText: string };

export const problem = (title: string, ownerText: string, developerText: string): Diagnosis => ({
  ok: false,
  title,
  ownerText,
  developerText,
});
