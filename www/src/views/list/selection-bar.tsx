// What is selected, over all of the list, also where it is filtered out; and the way to the review.

import type { KeyChange, KeyStatus } from "trustframework-keys";
import { useEffect } from "preact/hooks";
import { count, hasStatus, nameOf } from "../../model/keys";
import { setListState } from "../../route";
import { review, selected } from "../../state/selection";
import { rows } from "../../state/sets";
import { ReviewSheet } from "../screens";
import { listed } from "./keysets";

export function SelectionBar() {
  useEffect(ReviewSheet.preload, []);
  const chosen = rows.value.flatMap(({ set, look }) =>
    set.keys
      .filter(({ kid }) => selected.value.has(nameOf(set.id, kid)))
      .map((key) => ({ id: set.id, key, isStale: look.stale.includes(key.kid) })),
  );
  const sets = new Set(chosen.map(({ id }) => id));
  const seen = new Set(listed.value.map(({ row }) => row.set.id));
  const hidden = chosen.filter(({ id }) => !seen.has(id)).length;
  const isClean = chosen.every(({ isStale }) => isStale);
  const changesTo = (status: KeyStatus): KeyChange[] =>
    chosen
      .filter(({ key }) => !hasStatus(key, status))
      .map(({ id, key }) => ({ keysetId: id, keyId: key.kid, status }));
  return (
    <section class="card selection" aria-label="Selected keys">
      <p role="status">
        <strong>
          {count(chosen.length, "key")} of {count(sets.size, "set")} selected
        </strong>{" "}
        <span class="sub">
          {isClean && "expired and still enabled"}
          {hidden > 0 && (
            <>
              {isClean && " · "}
              {hidden} of them not in this list{" "}
              <button type="button" class="link" onClick={() => setListState({ query: "", filter: undefined })}>
                Show all
              </button>
            </>
          )}
        </span>
      </p>
      <button type="button" class="button" id="clear-selection" onClick={() => (selected.value = new Set())}>
        Clear
      </button>
      <ReviewButton changes={changesTo("enabled")} verb="Enable" />
      <ReviewButton changes={changesTo("disabled")} verb="Disable" />
    </section>
  );
}

function ReviewButton({ changes, verb }: { changes: KeyChange[]; verb: "Enable" | "Disable" }) {
  if (changes.length === 0) return null;
  return (
    <button
      type="button"
      class="button primary"
      id={`review-${verb.toLowerCase()}`}
      aria-haspopup="dialog"
      onClick={() => (review.value = changes)}
    >
      {verb} {count(changes.length, "key")}…
    </button>
  );
}
