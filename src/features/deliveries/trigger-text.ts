import type { AttemptView } from "#domain/deliveries/delivery.schema.ts";

/** Names the cause of an attempt. `viewerId` is the person who reads it. */
export const triggerText = (
  { trigger, requestedBy }: Pick<AttemptView, "trigger" | "requestedBy">,
  viewerId: string,
): string => {
  if (trigger === "test") return "Test";
  if (requestedBy === null || requestedBy === "system") return trigger === "manual" ? "Resent by hand" : "Automatic";
  const verb = trigger === "manual" ? "Resent" : "Sent again";
  if (requestedBy === viewerId) return `${verb} by you`;
  if (requestedBy.startsWith("key_")) return `${verb} with an API key`;
  if (requestedBy.startsWith("rec_")) return `${verb} by “Send missed again”`;
  return `${verb} by a colleague`;
};
