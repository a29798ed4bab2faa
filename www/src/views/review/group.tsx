// The keys of a review that come to the same, each with what follows.

import type { KeyStatus } from "trustframework-keys";
import { count } from "../../model/keys";
import { isHarmful, type Effect } from "../../model/review";
import { Glyph, Id, Kid } from "../parts";
import { PortalHelp } from "../portal-help";
import type { Told } from "./sheet";

function titleOf(effect: Effect, status: KeyStatus): string {
  const titles: Record<Effect, string> = {
    outage: "Sign-ins fail at once",
    later: "Sign-ins fail later",
    takeover: status === "enabled" ? "Takes over at once" : "Another key takes over",
    none: "No effect on new sign-ins",
    refused: "Not sent",
  };
  return titles[effect];
}

type Props = {
  effect: Effect;
  status: KeyStatus;
  told: Told[];
  ticked: ReadonlySet<string>;
  /** One key alone has no box to untick. */
  isSingle: boolean;
  onTick: (names: string[], isOn: boolean) => void;
};

export function Group({ effect, status, told, ticked, isSingle, onTick }: Props) {
  if (told.length === 0) return null;
  const isLoud = isHarmful(effect) || effect === "refused";
  const names = told.map(({ name }) => name);
  return (
    <details class="group" data-effect={effect} open={isLoud || told.length <= 3}>
      <summary>
        <span class="group-title">{titleOf(effect, status)}</span>
        <span class="quiet">{count(told.length, "key")}</span>
      </summary>
      <ul class="group-keys">
        {told.map((one) => (
          <Item key={one.name} told={one} isTicked={ticked.has(one.name)} isSingle={isSingle} onTick={onTick} />
        ))}
      </ul>
      {isHarmful(effect) && !isSingle && names.some((name) => ticked.has(name)) && (
        <button type="button" class="button small leave-out" onClick={() => onTick(names, false)}>
          Leave {told.length === 1 ? "it" : `these ${told.length}`} out
        </button>
      )}
      {isHarmful(effect) && isSingle && told[0] && <PortalHelp id={told[0].line.change.keysetId} />}
    </details>
  );
}

function Item({
  told: { line, name, consequences },
  isTicked,
  isSingle,
  onTick,
}: {
  told: Told;
  isTicked: boolean;
  isSingle: boolean;
  onTick: (names: string[], isOn: boolean) => void;
}) {
  const { keyId, keysetId } = line.change;
  const title = (
    <span>
      <Kid kid={keyId} /> of <Id id={keysetId} />
    </span>
  );
  return (
    <li data-kid={keyId}>
      {isSingle || line.effect === "refused" ? (
        <p>{title}</p>
      ) : (
        <label class="check">
          <input type="checkbox" checked={isTicked} onChange={(event) => onTick([name], event.currentTarget.checked)} />
          {title}
        </label>
      )}
      <ul class="consequences">
        {consequences.map(({ tone, text }) => (
          <li key={text} data-tone={tone}>
            <Glyph name={tone} />
            <span>{text}</span>
          </li>
        ))}
      </ul>
    </li>
  );
}
