export const storageEn = {
  full: "Storage full: new events are rejected",
  near: "Storage almost full",
  used: "Your event data uses {used, number} of {max, number} MB.",
  whenFull: "When it is full, new events are rejected.",
  ways: "Old data is deleted automatically. To make room now, erase data in the settings, or ask for more storage.",
  keptTimes: "How long data is kept",
} as const;
