// The exports of the modules, with the types that wasm-bindgen writes for them. npm/build records those in npm/border, and refuses a module
// whose border is another.
//
// Where to find an export in src/web: `patchKeyStatus` is in calls/under_way.rs. `open` and the `set…` of an option are in describe.rs. What reports to
// a call (`gotToken`, `received`, `slept`) is in calls/inputs.rs. What only the root entry has is in calls/root/enabled.rs: `read`, `page`, `turn`,
// `abort`, `setGuard`. `buildPatchRequest` and `outlook` are in offline/.

import type * as lite from "../border/lite.d.ts";
import type * as offline from "../border/offline.d.ts";
import type * as root from "../border/root.d.ts";

export type { Fault } from "../border/lite.d.ts";

/** What the module of every entry exports. */
export type Glue = typeof lite;

/** What the module of the root entry exports. */
export type RootGlue = typeof root;

/** What the module exports that serves what needs no call. */
export type OfflineGlue = typeof offline;

/** What every module exports: how a call is described. */
export type Describing = Pick<OfflineGlue, keyof Glue & keyof OfflineGlue>;
