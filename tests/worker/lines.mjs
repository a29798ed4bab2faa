// The lines that the demo prints, to be pasted into a shell. They stay true when they are pasted late: times are computed when they run.

import { KEY, KEYSET, keyOf, OTHER_KEY } from "./world.mjs";

/** Where `cargo xtask demo` serves the console: at its usual port, or beside this Worker. */
export const CONSOLES = ["http://localhost:8085", "http://localhost:8086"];

const RUNS = "/tenants/contoso/runs";

/** What the Worker of the lines has beside the usual: in the tenant fabrikam an override needs two people. */
export const withTwoPeople = (usual) => ({
  ...usual,
  TENANTS: { ...usual.TENANTS, fabrikam: { ...usual.TENANTS.fabrikam, approvals: 1 } },
});

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
  const statusOf = (key, tenant = "contoso") => `/tenants/${tenant}/keysets/${KEYSET}/keys/${key}/status`;
  const roll = [
    { keysetId: KEYSET, keyId: OTHER_KEY, status: "enabled" },
    { keysetId: KEYSET, keyId: KEY, status: "disabled" },
  ];
  const bad = [{ keysetId: KEYSET, keyId: "not-uploaded", status: "enabled" }, roll[1]];
  const leaked = { status: "disabled", reason: "leaked" };
  return [
    ["Is it set up right?", call("reader", "/ready")],
    [
      "Which keys does a set have, which one is in use? Which sets run out within a year?",
      `${call("reader", `/tenants/contoso/keysets/${KEYSET}`)}\n${call("reader", "/tenants/contoso/keysets?withinDays=365")}`,
    ],
    ["What would follow from disabling a key?", call("switcher", `${statusOf(KEY)}?dryRun=true`, send(leaked))],
    ["Disable it now:", call("switcher", statusOf(KEY), send(leaked))],
    [
      "Enable it in half a minute, and keep the run's id:",
      `RUN=$(${call("switcher", statusOf(KEY), at({ status: "enabled", reason: "back again" }, 30_000))} | ${idOf})`,
    ],
    [
      "See how far that run is, and what is planned:",
      `${call("reader", `${RUNS}/$RUN`)}\n${call("reader", `${RUNS}?state=scheduled`)}`,
    ],
    [
      "Plan another for in an hour, hold it, let it go on, give it another time, and stop it:",
      `RUN=$(${call("switcher", statusOf(OTHER_KEY), at({ status: "disabled", reason: "at night" }, 3_600_000))} | ${idOf})
${call("switcher", `${RUNS}/$RUN/pause`, send({ reason: "wait" }))}
${call("switcher", `${RUNS}/$RUN/resume`, send({ reason: "go on" }))}
${call("switcher", `${RUNS}/$RUN/reschedule`, at({ reason: "later" }, 7_200_000))}
${call("switcher", `${RUNS}/$RUN`, " -X DELETE")}`,
    ],
    ["Two changes as a run:", call("switcher", RUNS, send({ changes: roll, reason: "roll over" }))],
    [
      "A roll-over whose new key is missing leaves the old one alone, and somebody is told (here, below):",
      call("switcher", RUNS, send({ changes: bad, reason: "roll over" })),
    ],
    [
      "In fabrikam two people stand behind an override: one makes it, another releases it.",
      `RUN=$(${call("elsewhere", statusOf(KEY, "fabrikam"), send({ status: "enabled", reason: "by hand", guard: false }))} | ${idOf})
${call("elsewhere", "/tenants/fabrikam/runs/$RUN/release", send({ reason: "I may not" }))}
${call("everywhere", "/tenants/fabrikam/runs/$RUN/release", send({ reason: "seen" }))}`,
    ],
    [
      "Let the cron look at the key sets now, and see what it saw:",
      `curl -s "${url}/cdn-cgi/handler/scheduled" > /dev/null
${call("reader", "/tenants/contoso/watch")}`,
    ],
    ["What failed, and why?", call("reader", `${RUNS}?state=failed,expired,halted`)],
    [
      "Who disabled this key? Who did what, and was anything altered?",
      `${call("reader", `/tenants/contoso/audit?keyId=${KEY}&status=disabled&outcome=applied`)}
${call("reader", "/tenants/contoso/audit?limit=20")}
${call("reader", "/tenants/contoso/audit/verification")}`,
    ],
  ];
}

export const lines = ({ url, graph }) => `
The Worker listens on ${url} (${url}/openapi.json), its Graph on ${graph}. It is a sandbox tenant; nothing leaves this machine.

${steps({ url })
  .map(([what, line]) => `${what}\n${line.replace(/^/gm, "  ")}`)
  .join("\n\n")}

See its runs in the console: run \`cargo xtask demo --port 8086\` in another shell and open http://localhost:8086/#/worker.
  Address ${url}, tenant contoso, key ${keyOf("reader")}

Ctrl-C stops it.`;
