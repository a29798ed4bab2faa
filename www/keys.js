// What the members of a key mean: pure functions from Graph's JSON to words. Knows no document and sends nothing.

const NAMED_USE = { sig: "Signature", enc: "Encryption" };
const NAMED_TYPE = { RSA: "RSA", oct: "Secret (oct)" };

/** The states a key can be in, in words; each has a colour and a shape of its own on the page. */
export const State = { active: "Active", usable: "Usable", early: "Not yet valid", expired: "Expired", disabled: "Disabled" };

/** Whether B2C would accept the key at `now`, in milliseconds: enabled and within its dates. */
export function isUsable(key, now = Date.now()) {
  return stateOf(key, undefined, now) === "usable";
}

/** The name of the state in {@link State}. `activeKid` is the key that Graph calls active. */
export function stateOf(key, activeKid, now = Date.now()) {
  if (key.status === "disabled") return "disabled";
  if (key.nbf !== undefined && now < key.nbf * 1000) return "early";
  if (key.exp !== undefined && now >= key.exp * 1000) return "expired";
  return key.kid === activeKid ? "active" : "usable";
}

/** Whether the key is usable and no other one of its set is. */
export function isOnlyUsable(key, keys) {
  return isUsable(key) && !keys.some((other) => other.kid !== key.kid && isUsable(other));
}

/** The kid as far as a person needs it to tell keys apart. */
export function shortKid(kid) {
  return kid.length > 16 ? `${kid.slice(0, 8)}…${kid.slice(-4)}` : kid;
}

export function useOf(key) {
  return NAMED_USE[key.use] ?? key.use ?? "Not said";
}

export function typeOf(key) {
  return NAMED_TYPE[key.kty] ?? key.kty ?? "Not said";
}
