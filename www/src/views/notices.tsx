// What ended last, and what can be done about it. The region is always there, so that what comes into it is read out.

import type { ComponentChildren } from "preact";
import { chooseAnother, connection } from "../state/connection";
import { notice } from "../state/notice";
import { review } from "../state/selection";
import { to } from "../route";
import { Message, RequestId } from "./parts";

export function Notices() {
  const said = notice.value;
  return (
    <div role="status" id="notice">
      {said && (
        <Message tone={said.tone} actions={<Actions />}>
          {said.text}
          {said.detail && <> {said.detail}</>}
          <RequestId id={said.requestId} />
        </Message>
      )}
    </div>
  );
}

const close = () => (notice.value = undefined);

function Actions(): ComponentChildren {
  const said = notice.value;
  if (!said) return null;
  const { undo, left, next, hasMore } = said;
  return (
    <>
      {undo && (
        <button type="button" class="button small" id="undo" onClick={() => (review.value = undo)}>
          Undo{undo.length > 1 && ` (${undo.length})`}…
        </button>
      )}
      {left && (
        <button type="button" class="button small" id="retry" onClick={() => (review.value = left)}>
          Try again{left.length > 1 && ` (${left.length})`}…
        </button>
      )}
      {next === "sign-in" && connection.value?.kind !== "sandbox" && (
        <a class="button small" href={to("connect")} onClick={chooseAnother}>
          Sign in with another account
        </a>
      )}
      {hasMore && (
        <a class="button small" href={to("activity")}>
          See each key
        </a>
      )}
      <button type="button" class="button small subtle" onClick={close}>
        Dismiss
      </button>
    </>
  );
}
