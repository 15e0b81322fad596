import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { thirdPartyNotices } from "#dependencies/third-party-notices.ts";

// `npm run notices`: writes THIRD-PARTY-NOTICES from package-lock.json and the installed packages.
const root = join(import.meta.dirname, "..");
writeFileSync(join(root, "THIRD-PARTY-NOTICES"), thirdPartyNotices(root));
console.log("Wrote THIRD-PARTY-NOTICES.");
