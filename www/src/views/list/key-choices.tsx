// The keys of a line of the list, each to be selected by itself.

import { endOf, nameOf, stateOf } from "../../model/keys";
import type { Row } from "../../model/rows";
import type { Found } from "../../model/search";
import { select, selected } from "../../state/selection";
import { now } from "../../state/sets";
import { byRelevance } from "../set/order";
import { Kid, State, Time } from "../parts";

export function KeyChoices({ row: { set, look }, found }: { row: Row; found: Found | undefined }) {
  return (
    <ul class="key-choices" aria-label={`Keys of ${set.id}`}>
      {byRelevance(set.keys, look, now.value).map((key) => {
        const name = nameOf(set.id, key.kid);
        const isFound = found?.kids.includes(key.kid);
        return (
          <li key={key.kid}>
            <label class="check key-choice">
              <input
                type="checkbox"
                data-kid={key.kid}
                checked={selected.value.has(name)}
                onChange={(event) => select([name], event.currentTarget.checked)}
              />
              {isFound ? (
                <mark>
                  <Kid kid={key.kid} />
                </mark>
              ) : (
                <Kid kid={key.kid} />
              )}
              <State state={stateOf(key, look, now.value)} />
              <span class="quiet">
                until <Time ms={endOf(key)} absent="no end" />
              </span>
            </label>
          </li>
        );
      })}
    </ul>
  );
}
