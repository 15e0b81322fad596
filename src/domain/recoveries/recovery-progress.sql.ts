type ProgressSql = Record<"cursor" | "spacingMs" | "isLast", string> & { column: "event_cursor" | "delivery_cursor" };

/** SQL: ends a step. Moves the cursor of `recovery` past the rows of `sent`, and returns those rows with the next step's time. */
export const recoveryProgress = ({ column, cursor, spacingMs, isLast }: ProgressSql): string => `progress AS (
  UPDATE webhook_recovery r SET ${column} = ${cursor}, sent = r.sent + handed.count,
    due_at = CASE WHEN NOT ${isLast}
      THEN date_trunc('milliseconds', now() + handed.count * ${spacingMs} * interval '1 millisecond') END,
    ended_at = CASE WHEN ${isLast} THEN now() END
  FROM recovery, (SELECT count(*)::int AS count FROM sent) handed WHERE r.id = recovery.id
  RETURNING r.due_at
)
SELECT sent.id AS "deliveryId", sent.attempts, sent.generation, sent.due_at AS "dueAt", sent.order_lane::text AS "orderLane",
  progress.due_at AS "nextAt"
FROM progress LEFT JOIN sent ON true ORDER BY sent.id`;
