// Sends what a block asks of Graph to the emulator. Loaded ahead of the block.

const { fetch } = globalThis;
globalThis.fetch = (url, init) =>
  fetch(String(url).replace("https://graph.microsoft.com/beta", Deno.env.get("GRAPH")), init);
