import { onTestFinished } from "vitest";
import { makeDirectory, removeDirectory } from "../directories.ts";

/** Creates a directory that every user may enter, removed after the test. */
export const temporaryDirectory = (): string => {
  const directory = makeDirectory();
  onTestFinished(() => removeDirectory(directory));
  return directory;
};
