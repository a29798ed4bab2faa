// The snippet of somebody who has thought about it: ids encoded, 204 demanded, a time-out, the error's body in the message.

const TIMEOUT_MS = 30_000;

export default {
  name: "fetch, careful",
  version: `Node ${process.versions.node}`,
  settings:
    "`encodeURIComponent` around the ids; throws unless 204, with the body in the message; a time-out of 30 s, bodies included.",
  async patch({ keysetId, keyId, status }, getToken, signal) {
    // Not AbortSignal.any with AbortSignal.timeout: Node 20 may collect that time-out as garbage, and it never fires.
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(new DOMException("Timed out", "TimeoutError")), TIMEOUT_MS);
    const path = `trustFramework/keySets/${encodeURIComponent(keysetId)}/keys_v2/${encodeURIComponent(keyId)}`;
    try {
      const response = await fetch(`https://graph.microsoft.com/beta/${path}`, {
        method: "PATCH",
        headers: { authorization: `Bearer ${await getToken()}`, "content-type": "application/json" },
        body: JSON.stringify({ status }),
        signal: AbortSignal.any([signal, controller.signal]),
      });
      if (response.status !== 204) throw new Error(`HTTP ${response.status}: ${await response.text()}`);
    } finally {
      clearTimeout(timer);
    }
  },
};
