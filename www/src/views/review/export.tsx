// The list of a review as a file: what was asked, and what was said would follow.

import { csv } from "../../model/export";
import { fileNameOf } from "../../model/tenant";
import { connection } from "../../state/connection";
import { save } from "../save";
import type { Told } from "./sheet";

const COLUMNS = ["tenant", "account", "key set", "key", "wanted", "chosen", "effect", "what follows"];

export function Export({ told, ticked }: { told: Told[]; ticked: ReadonlySet<string> }) {
  const from = connection.value;
  if (!from) return null;
  const text = () =>
    csv(
      COLUMNS,
      told.map(({ line, name, consequences }) => [
        from.tenant.name,
        from.account ?? "",
        line.change.keysetId,
        line.change.keyId,
        line.change.status,
        ticked.has(name) && line.effect !== "refused" ? "yes" : "no",
        line.effect,
        consequences.map((one) => one.text).join(" "),
      ]),
    );
  return (
    <button
      type="button"
      class="button subtle"
      id="export-review"
      onClick={() => save(`policy-key-review-${fileNameOf(from.tenant)}.csv`, "text/csv", text())}
    >
      Export this list
    </button>
  );
}
