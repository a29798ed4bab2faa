// What happens next to a key set, and what then, in words.

import type { KeyChange } from "trustframework-keys";
import type { Row } from "../../model/rows";
import { review } from "../../state/selection";
import { now } from "../../state/sets";
import { exact, relative, span } from "../../time";
import { Kid, Time, When } from "../parts";

export function NextCell({ row: { next, isSoon } }: { row: Row }) {
  const moment = now.value;
  switch (next.kind) {
    case "broken":
      return (
        <span>
          <strong class="when bad">
            broken {next.since === undefined ? "now" : `for ${span(moment - next.since)}`}
          </strong>{" "}
          <span class="sub">
            {next.since === undefined ? (
              "no key is enabled and within its dates"
            ) : (
              <>
                <Time ms={next.since} absent="" />: the last key that was enabled expired
              </>
            )}
          </span>
        </span>
      );
    case "unknown":
      return (
        <span>
          <strong class="when soon">not known</strong>{" "}
          <span class="sub">Graph shows no status or date that can be read</span>
        </span>
      );
    case "never":
      return (
        <span>
          <span class="when">never</span> <span class="sub">the key in use has no end</span>
        </span>
      );
    case "runs-out":
      return (
        <span class={isSoon ? "soon" : undefined}>
          <When ms={next.at} now={moment} /> <span class="sub">the last usable key expires</span>
        </span>
      );
    case "takeover":
      return (
        <span>
          <When ms={next.at} now={moment} />{" "}
          <span class="sub">{next.because === "expires" ? "the key in use expires" : "another key begins"}</span>
        </span>
      );
  }
}

export function ThenCell({ row: { set, next, isSoon } }: { row: Row }) {
  const moment = now.value;
  if (next.kind === "broken") {
    if (next.ends)
      return (
        <span>
          <Kid kid={next.ends.kid} /> begins{" "}
          <span class="sub">
            {relative(next.ends.at, moment)}, {exact(next.ends.at)}
          </span>
        </span>
      );
    return next.enable === undefined ? (
      <span>add a key in the portal</span>
    ) : (
      <Remedy change={{ keysetId: set.id, keyId: next.enable, status: "enabled" }} />
    );
  }
  if (next.kind === "runs-out")
    return (
      <span>
        <strong class={isSoon ? "bad" : undefined}>nothing is usable</strong>{" "}
        <span class="sub">{next.until === undefined ? "add a key before" : `until ${exact(next.until)}`}</span>
      </span>
    );
  if (next.kind === "takeover")
    return (
      <span>
        <Kid kid={next.kid} /> takes over
        {next.runsOutAt !== undefined && (
          <span class={isSoon ? "sub bad" : "sub"}>
            nothing usable {relative(next.runsOutAt, moment)}, {exact(next.runsOutAt)}
          </span>
        )}
      </span>
    );
  return null;
}

/** Opens the review; nothing is changed before that is confirmed. */
function Remedy({ change }: { change: KeyChange }) {
  return (
    <button type="button" class="link" aria-haspopup="dialog" onClick={() => (review.value = [change])}>
      Review: enable <Kid kid={change.keyId} />
    </button>
  );
}
