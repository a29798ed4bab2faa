// Which key is used now and which ones follow, until when.

import type { Row } from "../../model/rows";
import { now } from "../../state/sets";
import { exact } from "../../time";
import { Kid, When } from "../parts";

export function Course({ row: { look, next } }: { row: Row }) {
  return (
    <ol class="course">
      <li>
        <span class="course-when">Now</span>
        <span>
          {look.active !== undefined ? (
            <>
              <Kid kid={look.active} /> is used
            </>
          ) : look.state === "unknown" ? (
            <strong>It cannot be told: Graph shows a status or a date that cannot be read</strong>
          ) : (
            <strong class="bad">
              No key is usable: sign-ins that need this set fail{" "}
              {next.kind === "broken" && next.ends ? `until ${exact(next.ends.at)}` : "until a key is enabled or added"}
            </strong>
          )}
        </span>
      </li>
      {look.changes.map(({ at, active }) => (
        <li key={at}>
          <span class="course-when">
            <When ms={at * 1000} now={now.value} />
          </span>
          <span>
            {active !== undefined ? (
              <>
                <Kid kid={active} /> takes over
              </>
            ) : (
              <span class="bad">No key is usable any more</span>
            )}
          </span>
        </li>
      ))}
    </ol>
  );
}
