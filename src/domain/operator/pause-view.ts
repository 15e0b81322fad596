import type { PauseView } from "#domain/operator/pause.schema.ts";

export const pauseColumns = { scope: true, note: true, actorId: true, actorName: true, createdAt: true } as const;

export type PauseRow = {
  scope: string;
  note: string | null;
  actorId: string | null;
  actorName: string | null;
  createdAt: Date;
};

export const toPauseView = ({ scope, note, actorId, actorName, createdAt }: PauseRow): PauseView => ({
  scope,
  note,
  pausedAt: createdAt.toISOString(),
  pausedBy: actorId === null ? null : { id: actorId, name: actorName },
});
