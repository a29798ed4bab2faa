// The root entry, of which an app takes one function.

export { patchKeyStatus as default } from "trustframework-keys";
