// Everything that Graph says of a key; the private members never get here.

import type { Key } from "trustframework-keys";
import { iso, utc } from "../../time";
import { Copy } from "../copy";

export function Members({ one }: { one: Key }) {
  return (
    <dl class="members">
      {Object.entries(one).map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <code>{typeof value === "string" ? value : JSON.stringify(value)}</code>
            {(name === "nbf" || name === "exp") && typeof value === "number" && (
              <span class="quiet">
                {" "}
                {utc(value * 1000)}, {iso(value * 1000)}
              </span>
            )}
            {name === "kid" && <Copy text={one.kid} what="the key id" />}
          </dd>
        </div>
      ))}
    </dl>
  );
}
