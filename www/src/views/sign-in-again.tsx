// The question that a claims challenge ends in when no token is to be had without a person.

import { question } from "../connect/again";
import { Message } from "./parts";

export function SignInAgain() {
  const asked = question.value;
  if (!asked) return null;
  return (
    <Message
      tone="warn"
      role="alert"
      actions={
        <>
          <button type="button" class="button small primary" id="sign-in-again" onClick={asked.go}>
            Sign in again
          </button>
          <button type="button" class="button small" onClick={asked.refuse}>
            Not now
          </button>
        </>
      }
    >
      Microsoft Graph wants you to sign in again before it carries this out.
    </Message>
  );
}
