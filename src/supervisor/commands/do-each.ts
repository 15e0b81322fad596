/** Does one thing for each, prints its line, and fails at the end with the problems of those that failed. */
export const doEach = async (names: readonly string[], act: (name: string) => Promise<string>): Promise<void> => {
  const problems: string[] = [];
  for (const name of names) {
    try {
      console.log(await act(name));
    } catch (error) {
      problems.push(error instanceof Error ? error.message : String(error));
    }
  }
  if (problems.length > 0) throw new Error(problems.join("\n"));
};
