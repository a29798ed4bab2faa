// Time passes at once where a call waits before it tries again. What limits a call keeps its time.

const { setTimeout } = globalThis;
const SHORTEST_LIMIT = 10_000;
globalThis.setTimeout = (callback, ms, ...given) => setTimeout(callback, ms < SHORTEST_LIMIT ? 1 : ms, ...given);
