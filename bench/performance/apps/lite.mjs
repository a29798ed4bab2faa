// The second entry: the same function without guard and verify.

export { patchKeyStatus as default } from "trustframework-keys/lite";
