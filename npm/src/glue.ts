// The exports of the modules, with the types that wasm-bindgen writes for them. npm/build records those in npm/border, and refuses a module
// whose border is another.

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
