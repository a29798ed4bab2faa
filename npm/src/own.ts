// Copies a caller's options at call time: own members only, each read once. So neither a later change, nor anything on Object.prototype can
// reach the request.

/** The own members of an object in their order. The value of `retry` is such a list too. */
export type MemberList = [name: PropertyKey, value: unknown][];

/** A caller's options as they were at call time: `undefined` where none were passed, `null` where they are no plain object. */
export type GivenOptions = MemberList | null | undefined;

export function own(options: unknown = {}): GivenOptions {
  const given = options as Record<PropertyKey, unknown>;
  try {
    // A Map or a Date has no own members: to read it as empty options would drop what its author meant.
    if (Object.prototype.toString.call(given) === "[object Object]")
      return Reflect.ownKeys(given).map((name) => {
        const value = given[name];
        return [name, name === "retry" && typeof value === "object" ? own(value) : value];
      });
  } catch {
    // It cannot be read.
  }
  return null;
}
