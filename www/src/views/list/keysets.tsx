// All key sets as an answer to "what must I do, by when?": what is broken, what comes next, sorted by date.

import { computed, signal } from "@preact/signals";
import { passes, sorted, type Row } from "../../model/rows";
import { find, normal, type Found } from "../../model/search";
import { listState, setListState } from "../../route";
import { connection } from "../../state/connection";
import { selected } from "../../state/selection";
import { load, reading, rows } from "../../state/sets";
import { Failed } from "../failed";
import { Glyph, Message } from "../parts";
import { SelectionBar } from "../screens";
import { Title } from "../title";
import { Head } from "./head";
import { SetRow } from "./set-row";
import { Tiles } from "./tiles";

export type Listed = { row: Row; found?: Found };

/** So many rows are drawn at first: a list of a thousand stays quick to search. */
const PAGE = 50;
const shown = signal(PAGE);
connection.subscribe(() => (shown.value = PAGE));

const inOrder = computed(() => sorted([...rows.value], listState.value.sort, listState.value.isDown));

/** What search and tiles leave. */
export const listed = computed<Listed[]>(() => {
  const { query, filter } = listState.value;
  const wanted = normal(query);
  return inOrder.value
    .filter((row) => passes(row, filter))
    .flatMap((row) => {
      if (!wanted) return [{ row }];
      const found = find(row.set, wanted);
      return found ? [{ row, found }] : [];
    });
});

export function KeysetsScreen() {
  const { phase } = reading.value;
  const isEmpty = rows.value.length === 0;
  return (
    <>
      <div class="title-row">
        <Title title="Key sets" />
        <button type="button" class="button" id="reload" onClick={load} disabled={phase === "loading"}>
          Reload
        </button>
      </div>
      <Failed />
      {!(isEmpty && phase === "failed") && (
        <>
          <Tiles />
          <Search />
          {isEmpty && phase !== "ready" ? <Skeleton /> : <List />}
        </>
      )}
    </>
  );
}

function Search() {
  const setQuery = (query: string) => {
    shown.value = PAGE;
    setListState({ query });
  };
  return (
    <div class="toolbar" role="search">
      <label class="search">
        <Glyph name="search" />
        <span class="visually-hidden">Key set, key id or certificate thumbprint</span>
        <input
          type="search"
          id="search"
          placeholder="Key set, key id or certificate thumbprint"
          value={listState.value.query}
          onInput={(event) => setQuery(event.currentTarget.value)}
          autocomplete="off"
          spellcheck={false}
        />
      </label>
      <Count />
    </div>
  );
}

function Count() {
  const [all, some] = [rows.value.length, listed.value.length];
  const { filter, query } = listState.value;
  const isReading = all === 0 && reading.value.phase !== "ready";
  return (
    <p class="quiet count" role="status">
      {isReading
        ? "Reading the key sets…"
        : some === all
          ? `${all} key ${all === 1 ? "set" : "sets"}`
          : `${some} of ${all} key sets`}
      {(filter || query) && (
        <button type="button" class="link" id="show-all" onClick={() => setListState({ query: "", filter: undefined })}>
          Show all
        </button>
      )}
    </p>
  );
}

function List() {
  const list = listed.value;
  if (list.length === 0)
    return (
      <Message tone="info">
        {rows.value.length === 0
          ? "This tenant has no key sets. They are made in the Azure portal or with Graph."
          : "No key set matches. Try a part of its name, of a key id, or of a certificate's thumbprint; or show all."}
      </Message>
    );
  return (
    <>
      <p class="quiet" id="several">
        Select key sets or keys to enable or disable several at once; nothing is changed before you have reviewed it.
      </p>
      <table class="grid sets" role="table" aria-label="Key sets">
        <Head />
        <tbody role="rowgroup">
          {list.slice(0, shown.value).map(({ row, found }) => (
            <SetRow key={row.set.id} row={row} found={found} />
          ))}
        </tbody>
      </table>
      {list.length > shown.value && (
        <button type="button" class="button" onClick={() => (shown.value += PAGE)}>
          Show {Math.min(PAGE, list.length - shown.value)} more of {list.length - shown.value}
        </button>
      )}
      {selected.value.size > 0 && <SelectionBar />}
    </>
  );
}

/** As high as what comes. */
function Skeleton() {
  return (
    <div class="skeleton" aria-hidden="true">
      {[1, 2, 3, 4, 5, 6].map((row) => (
        <div key={row} />
      ))}
    </div>
  );
}
