// The help, which fits a screen of 80 by 40. Its examples are run by tests/cli.

import { readFileSync } from "node:fs";

export const HELP = `Usage: trustframework-keys <command> [options]

  keysets                      the key sets: what is in use, what comes next
  keys <set>                   the keys of one set
  outlook [<set>…]             fails where a set runs out --within 30d (12h, 4w)
  enable <set> <kid>…          enable keys
  disable <set> <kid>…         disable keys, never the last usable one of a set
  run <file.json|file.csv|->   make many changes          --continue report.json

Where the token comes from, never an argument; the first that is there:
  --token-command "…"   what this command prints. Let it read a file: a secret
                        in the command reaches the shell's history and ps
  GRAPH_TOKEN           a variable of the environment
  at a terminal         a question, which shows nothing of what is typed
  --az                  instead: the Azure CLI      --tenant <id> is the B2C
  --azure-identity      instead: @azure/identity      tenant's, for both

  --cloud <name>        usGov, usGovDod or china  --base-url <https://host/beta>
  --yes                 do not ask (needed without a terminal)
  --dry-run             show the requests without the token; send nothing
  --no-guard            also disable the last usable key of a set: an outage
  --no-verify           do not read back
  --json                for programs: a report, or key sets, on stdout
  --                    before an id that begins with a dash

Exit: 0 all is applied, or no set runs out; 1 something is not applied, or a set
is unusable or runs out; 2 wrong use; 3 it could not be found out; 130 Ctrl-C.

Examples:
  trustframework-keys outlook --within 30d --token-command "cat token.txt"
  trustframework-keys disable B2C_1A_Demo old-key --dry-run
  trustframework-keys run changes.csv --yes --json > report.json
  trustframework-keys run --continue report.json --yes
`;

/** Of the package. */
export function version(): string {
  const manifest = JSON.parse(readFileSync(new URL("./package.json", import.meta.url), "utf8"));
  return String(manifest.version);
}
