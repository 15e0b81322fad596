/** `ownerText` is for the salon's owner, `developerText` for the receiver's developer. */
export type Diagnosis = { ok: boolean; title: string; ownerText: string; developerText: string };

export const problem = (title: string, ownerText: string, developerText: string): Diagnosis => ({
  ok: false,
  title,
  ownerText,
  developerText,
});
