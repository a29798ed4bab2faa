// How long the token of the tenant lasts, wherever it is said whose keys these are.

import { connection } from "../state/connection";
import { now } from "../state/sets";
import { span } from "../time";

/** Under five minutes it is said louder: what begins now may not end in time. */
const SOON_MS = 5 * 60_000;

/** `after` stands in front, where there is something to be said. */
export function Expiry({ after }: { after: string }) {
  const expiresAt = connection.value?.expiresAt?.value;
  if (expiresAt === undefined) return null;
  const left = expiresAt - now.value;
  return (
    <>
      {after}
      {left <= 0 ? (
        <strong class="bad">token expired</strong>
      ) : (
        <span class={left < SOON_MS ? "bad" : undefined}>token for {span(left)}</span>
      )}
    </>
  );
}
