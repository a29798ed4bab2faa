// The head of the list: what it is sorted by, and the box that selects what is to be cleaned up or was found.

import { count, nameOf } from "../../model/keys";
import type { Sort } from "../../model/rows";
import { listState, setListState } from "../../route";
import { select, selected } from "../../state/selection";
import { listed, type Listed } from "./keysets";

const COLUMNS: [Sort | undefined, string][] = [
  ["name", "Key set"],
  ["kind", "Kind"],
  ["used", "Used now"],
  ["next", "What happens next"],
  [undefined, "Then"],
];

export function Head() {
  return (
    <thead role="rowgroup">
      <tr role="row">
        <th role="columnheader" scope="col" class="select">
          <SelectAll />
        </th>
        {COLUMNS.map(([sort, words]) => (
          <Column key={words} sort={sort} words={words} />
        ))}
      </tr>
    </thead>
  );
}

function Column({ sort, words }: { sort: Sort | undefined; words: string }) {
  const { sort: current, isDown } = listState.value;
  if (!sort)
    return (
      <th role="columnheader" scope="col">
        {words}
      </th>
    );
  const isOn = sort === current;
  return (
    <th role="columnheader" scope="col" aria-sort={isOn ? (isDown ? "descending" : "ascending") : undefined}>
      <button
        type="button"
        class="sort"
        id={`sort-${sort}`}
        onClick={() => setListState({ sort, isDown: isOn && !isDown })}
      >
        {words}
        <span aria-hidden="true">{isOn ? (isDown ? " ↓" : " ↑") : ""}</span>
      </button>
    </th>
  );
}

/** The kids that somebody who looks for work is after: those that were found, else those to clean up. */
export function taskOf({ row, found }: Listed): string[] {
  return found && found.kids.length > 0 ? found.kids : row.look.stale;
}

/** Names are made only where something is selected: a keystroke does not wait for a thousand of them. */
const namesOf = (list: Listed[]) => list.flatMap((one) => taskOf(one).map((kid) => nameOf(one.row.set.id, kid)));

function SelectAll() {
  const number = listed.value.reduce((sum, one) => sum + taskOf(one).length, 0);
  if (number === 0) return <span class="visually-hidden">Select</span>;
  const isAll = selected.value.size >= number && namesOf(listed.value).every((name) => selected.value.has(name));
  const isSearch = listed.value.some(({ found }) => found && found.kids.length > 0);
  return (
    <label class="check">
      <input
        type="checkbox"
        id="select-all"
        checked={isAll}
        onChange={(event) => select(namesOf(listed.value), event.currentTarget.checked)}
      />
      <span class="visually-hidden">
        Select{" "}
        {isSearch
          ? `the ${count(number, "key")} found`
          : `the ${count(number, "expired key")} that ${number === 1 ? "is" : "are"} still enabled`}
      </span>
    </label>
  );
}
