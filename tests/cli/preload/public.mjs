// What is sent to Microsoft's Graph arrives at the emulator: examples name no other place.

const { fetch } = globalThis;
globalThis.fetch = (url, init) =>
  fetch(String(url).replace("https://graph.microsoft.com/beta", process.env.GRAPH), init);
