// How far a running change is, whom it is for, and how to stop it.

import type { AttemptEvent } from "trustframework-keys";
import { count } from "../model/keys";
import { stop, type Run } from "../state/running";

export function Running({ current }: { current: Run }) {
  return (
    <div class="run">
      <p class="run-text">
        <strong>{titleOf(current.phase, current.changes[0]?.status === "enabled" ? "Enabling" : "Disabling")}</strong>{" "}
        {current.done} of {count(current.changes.length, "key")} in {current.from.tenant.name}
        <span class="quiet run-attempt">{progressOf(current.attempt)}</span>
      </p>
      <progress aria-label="Keys done" max={current.changes.length} value={current.done} />
      <button
        type="button"
        class="button small"
        id="stop-run"
        onClick={stop}
        disabled={current.phase !== "running"}
        title="Sends nothing more. What has left is read back."
      >
        Stop
      </button>
    </div>
  );
}

function titleOf(phase: "running" | "stopping" | "settling", verb: string): string {
  if (phase === "stopping") return "Stopping:";
  return phase === "settling" ? "Reading back:" : `${verb}:`;
}

const PHASES: Record<AttemptEvent["phase"], string> = {
  guard: "Key set read for the guard",
  patch: "Change sent",
  verify: "Key read back",
  read: "Read",
};

function progressOf(attempt: AttemptEvent | undefined): string {
  if (!attempt) return "";
  const { phase, waitMs, httpStatus, code } = attempt;
  const what = `${PHASES[phase]}: ${httpStatus ?? code ?? "no answer"}`;
  return waitMs ? `${what}. Waiting ${(waitMs / 1000).toFixed(1)} s before the next try` : what;
}
