// Copies a caller's options at call time: own members only, each read once. So neither a later change, nor a getter that answers
// differently the second time, nor anything on Object.prototype can reach the request.

/** The own members of an object in their order: a key, its value, the next key, and so on. The members of `retry` are such a list too. */
export type MemberList = unknown[];

/** A caller's options as they were at call time. Has no prototype: what is absent is not looked for on Object.prototype. */
export interface GivenOptions {
  /** `undefined` where no options were passed; `null` where they are no plain object or could not be read. */
  list?: MemberList | null | undefined;
  /** The member of that name. */
  signal?: unknown;
  /** What was thrown while the options, or those of `retry`, were read. */
  unreadable?: unknown;
}

export function own(options: unknown): GivenOptions {
  if (options === undefined) return { __proto__: null } as GivenOptions;
  try {
    if (!isPlain(options)) return { __proto__: null, list: null } as GivenOptions;
    const list: MemberList = [];
    let signal: unknown;
    let unreadable: unknown;
    for (const key of Reflect.ownKeys(options)) {
      const value = options[key];
      if (key === "signal") signal = value;
      const inner = key === "retry" && typeof value === "object" ? own(value) : undefined;
      unreadable ??= inner?.unreadable;
      list.push(key, inner ? inner.list : value);
    }
    return { __proto__: null, list, signal, unreadable } as GivenOptions;
  } catch (unreadable) {
    return { __proto__: null, list: null, unreadable } as GivenOptions;
  }
}

// A Map or a Date has no own members: to read it as empty options would drop what its author meant.
const isPlain = (value: unknown): value is Record<PropertyKey, unknown> =>
  typeof value === "object" && value !== null && Object.prototype.toString.call(value) === "[object Object]";
