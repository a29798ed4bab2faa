// Makes the ids by which a call is found again in logs. The host's own crypto is not used: Node takes 3 ms to load it for its first caller.

/** A version 4 GUID (RFC 9562 section 5.4). */
export const guid = (): string =>
  "xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx".replace(/x/g, () => ((Math.random() * 16) & 15).toString(16));
