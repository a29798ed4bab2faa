// The keys of a set as a table: state, dates, and the way to switch each.

import type { Key, KeyStatus, Outlook } from "trustframework-keys";
import { useEffect, useRef, useState } from "preact/hooks";
import { KIND_WORDS, certificateOf, endOf, hasStatus, kindOf, startOf, stateOf, useOf } from "../../model/keys";
import { review } from "../../state/selection";
import { now } from "../../state/sets";
import { Glyph, Kid, State, Time } from "../parts";
import { CertificateFacts } from "./certificate";
import { Members } from "./members";

const COLUMNS = ["Key", "State", "Kind", "Valid from", "Valid until", "Switch"];

type Props = { id: string; keys: Key[]; look: Outlook; wanted: string | undefined };

export function Keys({ id, keys, look, wanted }: Props) {
  return (
    <table class="grid keys" role="table" aria-label={`Keys of ${id}`}>
      <thead role="rowgroup">
        <tr role="row">
          {COLUMNS.map((column) => (
            <th key={column} role="columnheader" scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {keys.map((key) => (
          <KeyRow key={key.kid} id={id} one={key} look={look} isWanted={key.kid === wanted} />
        ))}
      </tbody>
    </table>
  );
}

function KeyRow({ id, one, look, isWanted }: { id: string; one: Key; look: Outlook; isWanted: boolean }) {
  const [isOpen, setIsOpen] = useState(isWanted);
  const row = useRef<HTMLTableRowElement>(null);
  const { kid } = one;
  const details = `details-${kid}`;
  useEffect(() => {
    if (isWanted) row.current?.scrollIntoView({ block: "center" });
  }, [isWanted]);
  return (
    <>
      <tr role="row" data-kid={kid} data-wanted={isWanted || undefined} ref={row}>
        <th role="rowheader" scope="row" data-column="Key">
          <button
            type="button"
            class="disclose"
            aria-expanded={isOpen}
            aria-controls={details}
            onClick={() => setIsOpen(!isOpen)}
          >
            <Glyph name="chevron" />
            <span class="visually-hidden">Details of </span>
            {isWanted ? (
              <mark>
                <Kid kid={kid} />
              </mark>
            ) : (
              <Kid kid={kid} />
            )}
          </button>
        </th>
        <td role="cell" data-column="State">
          <State state={stateOf(one, look, now.value)} />
        </td>
        <td role="cell" data-column="Kind">
          <span>
            {KIND_WORDS[kindOf(one)]}
            {kindOf(one) === "certificate" && `, ${useOf(one)}`}
          </span>
        </td>
        <td role="cell" data-column="Valid from">
          <Time ms={startOf(one)} absent="No start" />
        </td>
        <td role="cell" data-column="Valid until">
          <Time ms={endOf(one)} absent="No end" />
        </td>
        <td role="cell" data-column="Switch">
          <Switch id={id} one={one} />
        </td>
      </tr>
      <tr role="row" class="details" id={details} hidden={!isOpen}>
        <td role="cell" colSpan={COLUMNS.length}>
          {isOpen && certificateOf(one) !== undefined && <CertificateFacts id={id} one={one} />}
          {isOpen && <Members one={one} />}
        </td>
      </tr>
    </>
  );
}

/** One button, which stays the same when the status turns; a status that is not known may be set to either. */
function Switch({ id, one }: { id: string; one: Key }) {
  const isDisabled = hasStatus(one, "disabled");
  const isKnown = isDisabled || hasStatus(one, "enabled");
  return (
    <span class="switches">
      <SwitchTo id={id} kid={one.kid} status={isDisabled ? "enabled" : "disabled"} />
      {!isKnown && <SwitchTo id={id} kid={one.kid} status="enabled" />}
    </span>
  );
}

function SwitchTo({ id, kid, status }: { id: string; kid: string; status: KeyStatus }) {
  const verb = status === "enabled" ? "Enable" : "Disable";
  return (
    <button
      type="button"
      class="button small"
      aria-haspopup="dialog"
      aria-label={`${verb} ${kid}`}
      onClick={() => (review.value = [{ keysetId: id, keyId: kid, status }])}
    >
      {verb}…
    </button>
  );
}
