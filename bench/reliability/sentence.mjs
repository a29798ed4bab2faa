// A line for each finding.

const LONGEST = 160;

// What the caller saw, how many requests arrived, and what had become of the key.
export function sentence({ fault, started, seen, arrived, changed, verdicts }) {
  const what = {
    resolved: () => `resolved after ${seconds(seen.ms)}`,
    rejected: () => `rejected after ${seconds(seen.ms)} with \`${short(seen.text)}\``,
    pending: () => "was still pending",
  }[seen.how]();
  const requests = arrived.length === 1 ? "1 request" : `${arrived.length} requests`;
  const gaps = arrived.slice(1).map(({ at }, index) => seconds(at - arrived[index].endedAt));
  const waits = gaps.length > 0 ? `, sent again after ${gaps.join(", ")}` : "";
  const asked = fault.until ? fault.until - started - arrived[0].endedAt : fault.waitMs;
  const early = verdicts.includes("early") ? ` where ${(asked / 1000).toFixed(3)} s were asked for` : "";
  const token = seen.leaks.length > 0 ? `; token in ${seen.leaks.join(", ")}` : "";
  const key = changed ? "key changed as asked" : "key not changed as asked";
  return `${verdicts.join(", ")}. It ${what}; ${requests}${waits}${early}; ${key}${token}.`;
}

const seconds = (milliseconds) => `${(milliseconds / 1000).toFixed(1)} s`;

function short(text) {
  const line = text
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "…")
    .replace(/\s+/g, " ")
    .replaceAll("`", "'");
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}
