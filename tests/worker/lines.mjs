// The lines that the demo prints, to be pasted into a shell. They stay true when they are pasted late: times are computed when they run.

import { KEY, KEYSET, keyOf, OTHER_KEY } from "./world.mjs";

const RUNS = "/tenants/contoso/runs";

/** Each is a sentence and the shell lines that do it. */
export function steps({ url }) {
  const call = (caller, path, more = "") =>
    `curl -s "${url}${path}" -H 'authorization: Bearer ${keyOf(caller)}'${more}`;
  const send = (body) => ` -H 'content-type: application/json' -d '${JSON.stringify(body)}'`;
  // The shell's quotes end around what it computes.
  const at = (body, ms) => {
    const now = `'"$(node -p 'new Date(Date.now()+${ms}).toISOString()')"'`;
    return ` -H 'content-type: application/json' -d '${JSON.stringify({ ...body, at: "@" }).replace("@", now)}'`;
  };
  const idOf = `node -p 'JSON.parse(fs.readFileSync(0)).id'`;
  const key = `/tenants/contoso/keysets/${KEYSET}/keys/${KEY}/status`;
  const other = `/tenants/contoso/keysets/${KEYSET}/keys/${OTHER_KEY}/status`;
  const roll = [
    { keysetId: KEYSET, keyId: OTHER_KEY, status: "enabled" },
    { keysetId: KEYSET, keyId: KEY, status: "disabled" },
  ];
  const bad = [{ keysetId: KEYSET, keyId: "not-uploaded", status: "enabled" }, roll[1]];
  return [
    ["Is it set up right?", call("reader", "/ready")],
    ["Disable a key now:", call("switcher", key, send({ status: "disabled", reason: "leaked" }))],
    [
      "Enable it in half a minute, and keep the run's id:",
      `RUN=$(${call("switcher", key, at({ status: "enabled", reason: "back again" }, 30_000))} | ${idOf})`,
    ],
    ["See how far that run is:", call("reader", `${RUNS}/$RUN`)],
    [
      "Plan another for in an hour, and stop it:",
      `RUN=$(${call("switcher", other, at({ status: "disabled", reason: "at night" }, 3_600_000))} | ${idOf})
${call("switcher", `${RUNS}/$RUN`, " -X DELETE")}`,
    ],
    ["Two changes as a run:", call("switcher", RUNS, send({ changes: roll, reason: "roll over" }))],
    [
      "A roll-over whose new key is missing leaves the old one alone, and somebody is told (here, below):",
      call("switcher", RUNS, send({ changes: bad, reason: "roll over" })),
    ],
    [
      "Who did what, and was anything altered?",
      `${call("reader", "/tenants/contoso/audit?limit=20")}\n${call("reader", "/tenants/contoso/audit/verification")}`,
    ],
  ];
}

export const lines = ({ url, graph }) => `
The Worker listens on ${url} (${url}/openapi.json), its Graph on ${graph}. It is a sandbox tenant; nothing leaves this machine.

${steps({ url })
  .map(([what, line]) => `${what}\n${line.replace(/^/gm, "  ")}`)
  .join("\n\n")}

Ctrl-C stops it.`;
