/**
 * Keys of PostgreSQL's advisory locks, one for each purpose. Processes of the release before hold the same keys: never change a key, and
 * never give a free one a second meaning.
 */
export const ADVISORY_LOCKS = {
  retention: 7_280_001,
  separateTenants: 7_280_002,
  backup: 7_280_003,
  pauses: 7_280_004,
  /** The database function `hold_event_types` has it too. */
  eventTypes: 7_280_005,
  compaction: 7_280_006,
} as const;
