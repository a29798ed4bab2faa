// The Worker's TypeScript, against the types of the packed package and of the Workers runtime.

import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const TSC = fileURLToPath(new URL("../../node_modules/typescript/bin/tsc", import.meta.url));

export const types = {
  checks: ({ consumer }) => ({
    "the types hold": async () => {
      await promisify(execFile)(process.execPath, [TSC, "--project", consumer]).catch((error) => {
        throw new Error(error.stdout);
      });
    },
  }),
};
