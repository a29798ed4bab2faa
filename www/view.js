// The document: cards, rows, switches, the outcome and the confirmation. Draws what it is given; sends nothing and decides nothing.

import { State, isOnlyUsable, shortKid, stateOf, typeOf, useOf } from "./keys.js";

const COLUMNS = ["Key", "Use", "Type", "Valid from", "Valid until", "State", "Enabled"];

/** One shape for each state, so that colour is never alone. Drawn in a square of 16. */
const SHAPES = {
  active: "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm3.9 5.5-4.6 4.6a.6.6 0 0 1-.9 0L4.1 8.8l.9-.9 1.85 1.85L11 5.6Z",
  usable: "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm0 1.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11Z",
  early: "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm0 1.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11ZM7.3 4.4v4l2.9 1.9.8-1.2-2.3-1.5V4.4Z",
  expired: "M8 1.2 15.4 14.5H.6ZM7.3 6v4.3h1.4V6Zm0 5.4v1.5h1.4v-1.5Z",
  disabled: "M3 1.5h10A1.5 1.5 0 0 1 14.5 3v10a1.5 1.5 0 0 1-1.5 1.5H3A1.5 1.5 0 0 1 1.5 13V3A1.5 1.5 0 0 1 3 1.5Zm1.3 5.7v1.6h7.4V7.2Z",
};

const localTime = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const utcTime = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "long", timeZone: "UTC" });

const main = document.querySelector("#keysets");
const outcome = document.querySelector("#outcome");
const dialog = document.querySelector("#confirm");

/** An element with attributes and children; an attribute of `undefined` is left out. */
function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) if (value !== undefined) made.setAttribute(attribute, value);
  made.append(...children);
  return made;
}

/** The page's content while it is read again: what is there stays, so that nothing jumps. */
export function showBusy(busy) {
  main.setAttribute("aria-busy", busy);
}

export function showCards(cards) {
  main.replaceChildren(...(cards.length > 0 ? cards.map((card) => card.element) : [notice("This tenant has no key sets.")]));
}

/** In place of the key sets. */
export function showFailure(message, retry) {
  main.replaceChildren(failure(message, retry));
}

/** Says in words how something ended; `tone` is "calm", "good" or "bad". */
export function say(tone, text) {
  outcome.dataset.tone = tone;
  outcome.querySelector("[role=status]").textContent = text;
}

/** Asks before the only usable key of a set is disabled. */
export function confirmOutage(kid, keysetId) {
  dialog.querySelector("#confirm-text").textContent =
    `${shortKid(kid)} is the only usable key of ${keysetId}. Once it is disabled, sign-ins that need this key set will fail.`;
  dialog.returnValue = "cancel";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "disable"), { once: true });
  });
}

for (const button of dialog.querySelectorAll("button")) button.addEventListener("click", () => dialog.close(button.value));

/** A key set. `onSwitch(card, row)` is called when a person wants the key of `row` switched. */
export class Card {
  /** The latest reading of the set, for whoever reads it; the card makes no use of it. */
  reading;
  #title = element("h2");
  #count = element("p", { class: "card-count" });
  #body = element("tbody", { role: "rowgroup" });
  #below = element("div");
  #rows = new Map();
  #onSwitch;

  constructor(keyset, onSwitch) {
    this.#onSwitch = onSwitch;
    this.#title.append(...breakable(keyset.id));
    this.element = element("section", { class: "card", "data-keyset": keyset.id, "aria-label": keyset.id },
      element("div", { class: "card-header" }, this.#title, this.#count), table(keyset.id, this.#body), this.#below);
    this.show(keyset);
  }

  /** Rows are changed in place as long as the keys are the same, so that the focus stays where it is. */
  show(keyset) {
    this.keyset = keyset;
    const { keys, activeKid } = keyset;
    this.#count.textContent = keys.length === 1 ? "1 key" : `${keys.length} keys`;
    if (!this.#hasRowsFor(keys)) this.#makeRows(keys);
    for (const key of keys) this.#rows.get(key.kid).show(key, stateOf(key, activeKid));
    this.#below.replaceChildren(...(keys.length === 0 ? [notice("This key set has no keys.")] : []));
  }

  showFailure(message, retry) {
    this.#below.replaceChildren(failure(message, retry));
  }

  isOnlyUsable(key) {
    return isOnlyUsable(key, this.keyset.keys);
  }

  #hasRowsFor(keys) {
    return keys.length === this.#rows.size && keys.every((key) => this.#rows.has(key.kid));
  }

  #makeRows(keys) {
    this.#rows = new Map(keys.map((key) => [key.kid, new Row(key.kid, (row) => this.#onSwitch(this, row))]));
    this.#body.replaceChildren(...Array.from(this.#rows.values(), (row) => row.element));
  }
}

/** A key of a set. */
class Row {
  #cells = COLUMNS.map((column, index) => element(index === 0 ? "th" : "td",
    { role: index === 0 ? "rowheader" : "cell", scope: index === 0 ? "row" : undefined, "data-column": column }));
  #switch;

  constructor(kid, onSwitch) {
    this.#switch = element("button", { type: "button", role: "switch", class: "switch", "aria-label": `Key ${kid} is enabled` },
      element("span", { class: "switch-track", "aria-hidden": "true" }), element("span", { class: "switch-word", "aria-hidden": "true" }));
    this.#switch.addEventListener("click", () => this.busy || onSwitch(this));
    this.#cells[0].append(element("code", { title: kid }, shortKid(kid)));
    this.#cells.at(-1).append(this.#switch);
    this.element = element("tr", { role: "row", "data-kid": kid }, ...this.#cells);
    this.busy = false;
  }

  show(key, state) {
    this.key = key;
    const [, use, type, from, until, stateCell] = this.#cells;
    use.textContent = useOf(key);
    type.textContent = typeOf(key);
    from.replaceChildren(time(key.nbf, "No start"));
    until.replaceChildren(time(key.exp, "No end"));
    stateCell.replaceChildren(badge(state));
    this.#switch.setAttribute("aria-checked", key.status !== "disabled");
    this.#switch.querySelector(".switch-word").textContent = key.status === "disabled" ? "Off" : "On";
  }

  /** Not `disabled`, which would lose the focus. */
  set busy(busy) {
    this.#switch.setAttribute("aria-busy", busy);
    this.#switch.setAttribute("aria-disabled", busy);
  }

  get busy() {
    return this.#switch.getAttribute("aria-busy") === "true";
  }
}

/** The roles are spelt out because on narrow screens rows are not laid out as rows, and browsers then forget that they are. */
function table(label, body) {
  const heads = COLUMNS.map((column) => element("th", { role: "columnheader", scope: "col" }, column));
  const head = element("thead", { role: "rowgroup" }, element("tr", { role: "row" }, ...heads));
  return element("table", { role: "table", "aria-label": `Keys of ${label}` }, head, body);
}

/** An id that a narrow screen breaks after an underscore rather than anywhere. */
function breakable(id) {
  return id.split(/(?<=_)/).flatMap((part) => [part, element("wbr")]);
}

function badge(state) {
  const icon = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const shape = document.createElementNS("http://www.w3.org/2000/svg", "path");
  for (const [name, value] of Object.entries({ viewBox: "0 0 16 16", "aria-hidden": "true" })) icon.setAttribute(name, value);
  for (const [name, value] of Object.entries({ d: SHAPES[state], "fill-rule": "evenodd" })) shape.setAttribute(name, value);
  icon.append(shape);
  return element("span", { class: "state", "data-state": state }, icon, State[state]);
}

function time(seconds, absent) {
  if (seconds === undefined) return element("span", { class: "absent" }, absent);
  const moment = new Date(seconds * 1000);
  return element("time", { datetime: moment.toISOString(), title: utcTime.format(moment) }, localTime.format(moment));
}

function notice(text) {
  return element("p", { class: "notice" }, text);
}

function failure(message, retry) {
  const button = element("button", { type: "button", class: "button" }, "Retry");
  button.addEventListener("click", retry);
  return element("div", { class: "failure", role: "alert" }, element("p", {}, message), button);
}
