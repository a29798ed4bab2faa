// The one place where the package is told to guard and to verify.

import type { PatchOptions } from "trustframework-keys";

export const safety = ({ guard, verify }: { guard: boolean; verify: boolean }): PatchOptions => ({ guard, verify });
