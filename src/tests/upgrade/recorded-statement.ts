/** Statement of a release as PostgreSQL got it. */
export type RecordedStatement = {
  role: "bellhop_app" | "bellhop_engine";
  /** Tenant that the session named; null = none. */
  tenant: string | null;
  text: string;
  values: readonly RecordedValue[];
};

export type RecordedValue = string | number | boolean | null | readonly RecordedValue[];

export const keyOf = ({ role, text }: Pick<RecordedStatement, "role" | "text">): string => `${role} ${text}`;
