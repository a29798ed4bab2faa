// The keys of a set from nbf to exp as one picture, with a line for now. Says the same in words for those who do not see it.

import type { Key, Outlook } from "trustframework-keys";
import { SHAPES } from "../parts";
import { STATE_WORDS, endOf, shortKid, startOf, stateOf, type KeyState } from "../../model/keys";
import { scaleOf, ticksOf, type Scale } from "../../model/scale";
import { day } from "../../time";

const ROW = 46;
const HEAD = 22;
const FOOT = 26;

export function Timeline({ keys, look, now, id }: { keys: Key[]; look: Outlook; now: number; id: string }) {
  const scale = scaleOf(keys, now);
  const height = HEAD + keys.length * ROW + FOOT;
  const percent = (ms: number) => `${(scale.at(ms) * 100).toFixed(3)}%`;
  return (
    <figure class="timeline">
      <svg
        role="img"
        aria-label={`Validity of the keys of ${id}`}
        aria-describedby="timeline-words"
        width="100%"
        height={height}
      >
        <defs>
          <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect class="hatch" width="2" height="6" />
          </pattern>
        </defs>
        {ticksOf(scale).map(({ at, words }, index) => (
          <g key={at} class={index % 2 === 1 ? "tick minor" : "tick"}>
            <line x1={percent(at)} x2={percent(at)} y1={HEAD} y2={height - FOOT + 4} />
            <text x={percent(at)} y={height - 6} text-anchor="middle">
              {words}
            </text>
          </g>
        ))}
        {keys.map((key, index) => (
          <Bar key={key.kid} one={key} state={stateOf(key, look, now)} y={HEAD + index * ROW} scale={scale} />
        ))}
        <g class="now">
          <line x1={percent(now)} x2={percent(now)} y1={HEAD - 4} y2={height - FOOT + 4} />
          <text x={percent(now)} y={HEAD - 9} text-anchor="middle">
            Now
          </text>
        </g>
        {keys.map((key, index) => (
          <Name key={key.kid} one={key} state={stateOf(key, look, now)} y={HEAD + index * ROW} />
        ))}
      </svg>
      <div id="timeline-words" class="visually-hidden">
        {describe(keys, look, now)}
      </div>
    </figure>
  );
}

function Bar({ one, state, y, scale }: { one: Key; state: KeyState; y: number; scale: Scale }) {
  const [from, to] = [scale.at(startOf(one)), scale.at(endOf(one))];
  const bar = { x: `${from * 100}%`, width: `${Math.max(to - from, 0.004) * 100}%`, y: y + 22, height: 14, rx: 3 };
  return (
    <g data-state={state}>
      <rect {...bar} class="track" x="0" width="100%" />
      <rect {...bar} class="span" />
      {state === "disabled" && <rect {...bar} fill="url(#hatch)" />}
      {startOf(one) < scale.from && <Arrow x={0} y={y + 22} left />}
      {endOf(one) > scale.to && <Arrow x={100} y={y + 22} />}
    </g>
  );
}

/** Drawn last, so that no line crosses it. */
function Name({ one, state, y }: { one: Key; state: KeyState; y: number }) {
  return (
    <g data-state={state}>
      <svg x="0" y={y + 3} width="14" height="14" viewBox="0 0 16 16">
        <path class="shape" d={SHAPES[state]} fill-rule="evenodd" />
      </svg>
      <text class="name" x="20" y={y + 14}>
        {shortKid(one.kid)}
        <tspan class="what" dx="8">
          {STATE_WORDS[state]}
        </tspan>
      </text>
    </g>
  );
}

/** The bar goes on beyond the edge. */
function Arrow({ x, y, left }: { x: number; y: number; left?: boolean }) {
  return (
    <svg class="beyond" x={`${x}%`} y={y} overflow="visible">
      <path d={left ? "M9 3 4 7l5 4Z" : "M-9 3l5 4-5 4Z"} />
    </svg>
  );
}

function describe(keys: Key[], look: Outlook, now: number): string {
  return keys
    .map((key) => `${shortKid(key.kid)}: ${STATE_WORDS[stateOf(key, look, now)]}, ${boundsOf(key)}.`)
    .join(" ");
}

function boundsOf({ nbf, exp }: Key): string {
  if (nbf === undefined && exp === undefined) return "without dates";
  const from = nbf === undefined ? "without a start" : `from ${day(nbf * 1000)}`;
  return `${from} ${exp === undefined ? "without an end" : `until ${day(exp * 1000)}`}`;
}
