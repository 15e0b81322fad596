import type { Field } from "#domain/json/find-fields.ts";

/** `text` replaces name and value; null removes the member with one comma: the one before it, else the one after it. */
export type MemberEdit = { member: Field; text: Uint8Array | null };

/** Edits members of which none lies inside another. Other bytes stay the same. */
export const editMembers = (json: Uint8Array, edits: readonly MemberEdit[]): Uint8Array => {
  if (edits.length === 0) return json;
  const parts: Uint8Array[] = [];
  let from = 0;
  for (const { member, text } of [...edits].sort((a, b) => a.member.start - b.member.start)) {
    const { start, end, comma, next } = member;
    const isCommaLeft = comma >= from;
    parts.push(json.subarray(from, text === null && isCommaLeft ? comma : start));
    if (text) parts.push(text);
    from = text || isCommaLeft || next === -1 ? end : next;
  }
  return Buffer.concat([...parts, json.subarray(from)]);
};

/** Name and value of a member under another name. The value keeps its bytes. */
export const renamed = (json: Uint8Array, { value, end }: Field, name: string): Uint8Array =>
  Buffer.concat([Buffer.from(`${JSON.stringify(name)}:`), json.subarray(value, end)]);

export const joinMembers = (members: readonly Uint8Array[]): Uint8Array =>
  Buffer.concat(members.flatMap((member, index) => (index === 0 ? [member] : [COMMA, member])));

const COMMA = Buffer.from(",");
