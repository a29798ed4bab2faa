// That the key sets could not be read, and the step that helps: after a refusal that is not the same again.

import { chooseAnother, connection } from "../state/connection";
import { load, reading } from "../state/sets";
import { to } from "../route";
import { Message, RequestId } from "./parts";

export function Failed() {
  const state = reading.value;
  if (state.phase !== "failed") return null;
  const { text, code, requestId, next } = state.failure;
  const isRefused = next === "sign-in" && connection.value?.kind !== "sandbox";
  return (
    <Message
      tone="bad"
      role="alert"
      actions={
        isRefused ? (
          <>
            <a class="button small primary" href={to("connect")} onClick={chooseAnother}>
              Sign in with another account
            </a>
            <button type="button" class="button small" onClick={load}>
              Read again
            </button>
          </>
        ) : (
          <button type="button" class="button small" onClick={() => (connection.value ? load() : location.reload())}>
            Try again
          </button>
        )
      }
    >
      <strong>The key sets could not be read.</strong> {text}
      {code && <span class="quiet"> ({code})</span>}
      <RequestId id={requestId} />
    </Message>
  );
}
