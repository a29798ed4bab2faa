// The packed package, as a user has it installed, with no option set but the signal.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { makeConsumer } from "../../../tests/lib/consumer.mjs";

const installed = join(makeConsumer(), "node_modules/trustframework-keys");
const { version, exports } = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));
const { patchKeyStatus } = await import(pathToFileURL(join(installed, entry(exports["."]))));

export default {
  name: "trustframework-keys",
  version,
  settings: "Defaults. The token source is a function.",
  patch: ({ keysetId, keyId, status }, getToken, signal) =>
    patchKeyStatus(keysetId, keyId, status, ({ claims }) => getToken(claims), { signal }),
};

// What Node's `import` takes of an exports map.
function entry(conditions) {
  if (typeof conditions === "string") return conditions;
  return entry(conditions.node ?? conditions.import ?? conditions.default);
}
