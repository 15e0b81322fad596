import { stopSignal } from "#supervisor/stop-signal.ts";
import { testUpgrade } from "#tests/upgrade/test-upgrade.ts";

// `npm run test:upgrade`: runs the release before on the schema of this one under load. Exit code 0 = no 5xx, and nothing was lost.
const problems = await testUpgrade({ stop: stopSignal(), log: (line) => console.log(line) });
for (const problem of problems) console.error(problem);
console.log(problems.length === 0 ? "The upgrade lost nothing." : `${problems.length} problems`);
process.exit(problems.length === 0 ? 0 : 1);
