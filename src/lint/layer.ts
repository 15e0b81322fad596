/** Import rule of one folder within `src`. Imports from the same folder are always allowed. */
export type Layer = {
  /** Folder under `src`, or a glob of files. When two rows match a file, the later row wins. */
  of: string;
  /** Allowed folders, files and globs under `src`; a leading `!` removes a match of earlier entries. */
  mayImport: readonly string[];
  /** Packages allowed besides Node's own; default: all. */
  packages?: readonly string[];
  /** Lint message: says what to do instead. */
  instead: string;
};

/** Operator use cases see all tenants: only the operator's handler and commands may call them. */
export const PRODUCT = ["domain", "!domain/operator"];
