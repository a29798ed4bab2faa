// The root entry's function for many changes.

export { patchKeyStatuses as default } from "trustframework-keys";
