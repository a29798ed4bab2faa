// Three numbers that answer before anybody searches; each filters the list by what it counts.

import { SOON_DAYS, type Filter, type Row } from "../../model/rows";
import { count } from "../../model/keys";
import { listState, setListState } from "../../route";
import { now, reading, rows } from "../../state/sets";
import { span } from "../../time";

export function Tiles() {
  const list = rows.value;
  const isKnown = list.length > 0 || reading.value.phase === "ready";
  const broken = list.filter(({ isBroken }) => isBroken);
  const soon = list.filter(({ isSoon }) => isSoon);
  const stale = list.reduce((sum, { look }) => sum + look.stale.length, 0);
  const first = Math.min(...soon.map(({ look }) => (look.runsOutAt ?? 0) * 1000));
  return (
    <fieldset class="tiles">
      <legend class="visually-hidden">What has to be done</legend>
      <Tile
        filter="broken"
        number={isKnown ? broken.length : undefined}
        tone="bad"
        words="broken now"
        more={brokenWords(broken)}
      />
      <Tile
        filter="soon"
        number={isKnown ? soon.length : undefined}
        tone="warn"
        words={`${soon.length === 1 ? "runs" : "run"} out within ${SOON_DAYS} days`}
        more={soon.length > 0 ? `the first in ${span(first - now.value)}` : "nothing ends without a successor"}
      />
      <Tile
        filter="stale"
        number={isKnown ? stale : undefined}
        words={`expired ${stale === 1 ? "key" : "keys"} still enabled`}
        more={
          stale > 0
            ? `to be disabled, in ${count(list.filter(({ look }) => look.stale.length > 0).length, "set")}`
            : "no expired key is enabled"
        }
      />
    </fieldset>
  );
}

function brokenWords([only, ...more]: Row[]): string {
  if (!only) return "every key set has a usable key, as far as can be told";
  return more.length === 0
    ? `${only.set.id}: sign-ins that need it fail`
    : "no usable key: sign-ins that need them fail";
}

function Tile({
  filter,
  number,
  tone,
  words,
  more,
}: {
  filter: Filter;
  number: number | undefined;
  tone?: "bad" | "warn";
  words: string;
  more: string;
}) {
  const isOn = listState.value.filter === filter;
  return (
    <button
      type="button"
      class="tile"
      id={`tile-${filter}`}
      data-tone={number ? tone : undefined}
      aria-pressed={isOn}
      disabled={!number && !isOn}
      onClick={() => setListState({ filter: isOn ? undefined : filter })}
    >
      <span class="tile-number">{number ?? "–"}</span>
      <span class="tile-words">{words}</span>
      <span class="sub">{number === undefined ? "reading…" : more}</span>
    </button>
  );
}
