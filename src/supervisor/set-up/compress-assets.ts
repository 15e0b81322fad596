import { globSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";

const compress = promisify(brotliCompress);

/** The last two levels cost ten times as long, for two percent. */
const QUALITY = 9;

/** Writes `<file>.br` beside each script and style of a build; the web process answers with them. */
export const compressAssets = async (directory: string): Promise<void> => {
  const files = globSync("**/*.{js,css}", { cwd: directory });
  await Promise.all(
    files.map(async (file) => {
      const path = join(directory, file);
      const bytes = await readFile(path);
      const params = {
        [constants.BROTLI_PARAM_QUALITY]: QUALITY,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.byteLength,
        [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      };
      await writeFile(`${path}.br`, await compress(bytes, { params }));
    }),
  );
};
