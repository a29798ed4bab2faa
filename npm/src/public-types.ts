// Holds the entries against the types that are published, index.d.ts and lite.d.ts, when they are compiled. Nothing imports this file, and
// none of it is published.

import type * as declared from "../index.d.ts";
import type * as declaredLite from "../lite.d.ts";
import * as root from "./index.ts";
import * as lite from "./lite.ts";
import type { KeyStatusError } from "./shared.ts";

// The functions. The class is compared below.
root satisfies Omit<typeof declared, "KeyStatusError">;
lite satisfies Omit<typeof declaredLite, "KeyStatusError">;

type Same<One, Other> = [One, Other] extends [Other, One] ? true : never;

true satisfies Same<keyof typeof root, keyof typeof declared>;
true satisfies Same<keyof typeof lite, keyof typeof declaredLite>;
true satisfies Same<
  Pick<KeyStatusError, keyof KeyStatusError>,
  Pick<declared.KeyStatusError, keyof declared.KeyStatusError>
>;
