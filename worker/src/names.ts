// The names of Durable Objects. A JSON array cannot be made to mean another one, whatever characters its members hold.

// Graph takes ids of key sets in any case: two spellings must not become two queues.
const folded = (keysetId: string): string => keysetId.normalize("NFC").toLowerCase();

export const keysetName = (tenantId: string, keysetId: string): string =>
  JSON.stringify(["keyset", tenantId, folded(keysetId)]);
export const runName = (tenantId: string, runId: string): string => JSON.stringify(["run", tenantId, runId]);
export const tenantName = (tenantId: string): string => JSON.stringify(["tenant", tenantId]);
export const callerName = (caller: string): string => JSON.stringify(["caller", caller]);

/** What makes two changes changes of one key. */
export const keyName = (keysetId: string, keyId: string): string => JSON.stringify([folded(keysetId), keyId]);
export const sameKeyset = folded;
