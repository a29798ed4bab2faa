// One key set as a line, which opens to its keys.

import { signal } from "@preact/signals";
import type { Row } from "../../model/rows";
import type { Found } from "../../model/search";
import { count, KIND_WORDS, nameOf, shortKid, useOf } from "../../model/keys";
import { toSet } from "../../route";
import { connection } from "../../state/connection";
import { select, selected } from "../../state/selection";
import { twins } from "../../state/sets";
import { Glyph, Id, Kid } from "../parts";
import { KeyChoices } from "../screens";
import { taskOf } from "./head";
import { NextCell, ThenCell } from "./next";

/** Which lines are open, also while they are filtered out. */
const opened = signal<ReadonlySet<string>>(new Set());
connection.subscribe(() => (opened.value = new Set()));

function setOpened(id: string, isOn: boolean): void {
  const next = new Set(opened.peek());
  isOn ? next.add(id) : next.delete(id);
  opened.value = next;
}

export function SetRow({ row, found }: { row: Row; found: Found | undefined }) {
  const { set, look, kind } = row;
  const isOpen = opened.value.has(set.id);
  const setIsOpen = (isOn: boolean) => setOpened(set.id, isOn);
  const keys = `keys-${set.id}`;
  const active = set.keys.find(({ kid }) => kid === look.active);
  return (
    <>
      <tr role="row" data-keyset={set.id}>
        <td role="cell" class="select">
          <SelectRow row={row} found={found} onSelect={() => setIsOpen(true)} />
        </td>
        <th role="rowheader" scope="row">
          <div class="set-name">
            <button
              type="button"
              class="disclose"
              aria-expanded={isOpen}
              aria-controls={keys}
              aria-label={`Keys of ${set.id}`}
              onClick={() => setIsOpen(!isOpen)}
            >
              <Glyph name="chevron" />
            </button>
            <span>
              <a href={toSet(set.id, found?.kids[0])}>
                <Id id={set.id} />
              </a>
              <Notes row={row} found={found} />
            </span>
          </div>
        </th>
        <td role="cell" data-column="Kind">
          <span>
            {KIND_WORDS[kind]}
            {kind === "certificate" && active && <span class="sub">{useOf(active)}</span>}
          </span>
        </td>
        <td role="cell" data-column="Used now">
          {active ? (
            <Kid kid={active.kid} />
          ) : (
            <span class="quiet">{look.state === "unknown" ? "not known" : "nothing"}</span>
          )}
        </td>
        <td role="cell" data-column="What happens next">
          <NextCell row={row} />
        </td>
        <td role="cell" data-column="Then">
          <ThenCell row={row} />
        </td>
      </tr>
      <tr role="row" class="details" id={keys} hidden={!isOpen}>
        <td role="cell" colSpan={6}>
          {isOpen && <KeyChoices row={row} found={found} />}
        </td>
      </tr>
    </>
  );
}

/** Under the name: what was found in the set, what is to be cleaned up, and what is merely good to know. */
function Notes({ row: { set, look, next }, found }: { row: Row; found: Found | undefined }) {
  if (found && found.kids.length > 0)
    return (
      <>
        {found.kids.slice(0, 3).map((kid) => (
          <FoundKey key={kid} keysetId={set.id} kid={kid} />
        ))}
        {found.kids.length > 3 && <span class="sub">and {found.kids.length - 3} more keys</span>}
      </>
    );
  const notes = [
    look.stale.length > 0 && `${count(look.stale.length, "expired key")} still enabled`,
    look.usable.length === 1 &&
      (next.kind === "takeover" ? "only one usable key until the next begins" : "only one usable key"),
    set.keys.length === 0 && "no keys",
  ].filter(Boolean);
  return notes.length > 0 ? <span class="sub">{notes.join(" · ")}</span> : null;
}

function FoundKey({ keysetId, kid }: { keysetId: string; kid: string }) {
  const others = twins.value.get(nameOf(keysetId, kid)) ?? [];
  return (
    <span class="sub found">
      <mark>
        Found: <code>{shortKid(kid)}</code>
      </mark>
      {others.length > 0 && <> The same certificate stands in {others.map((other) => other.keysetId).join(", ")}.</>}
    </span>
  );
}

/** Selects what a row is about: what was found, else what is to be cleaned up, else all of it, which then is shown. */
function SelectRow({ row, found, onSelect }: { row: Row; found: Found | undefined; onSelect: () => void }) {
  const { id, keys } = row.set;
  const task = taskOf({ row, found });
  const kids = task.length > 0 ? task : keys.map(({ kid }) => kid);
  const isChosen = (kid: string) => selected.value.has(nameOf(id, kid));
  const isAny = selected.value.size > 0 && keys.some(({ kid }) => isChosen(kid));
  const isAll = isAny && kids.every(isChosen);
  const what = task.length === 0 ? "all keys" : count(task.length, "key");
  const why = found && found.kids.length > 0 ? "found" : task.length > 0 ? "expired and still enabled" : "";
  const onChange = (isOn: boolean) => {
    const these = isOn ? kids : keys.map(({ kid }) => kid);
    select(
      these.map((kid) => nameOf(id, kid)),
      isOn,
    );
    if (isOn && task.length === 0) onSelect();
  };
  return (
    <label class="check">
      <input
        type="checkbox"
        ref={(box) => {
          if (box) box.indeterminate = isAny && !isAll;
        }}
        checked={isAll}
        disabled={keys.length === 0}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <span class="visually-hidden">{["Select", what, why, "of", id].filter(Boolean).join(" ")}</span>
    </label>
  );
}
