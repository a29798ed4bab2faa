// A token from elsewhere: what it says of itself is shown before it is used, so that nobody works on another tenant than they think.

import type { Cloud } from "trustframework-keys";
import { useState } from "preact/hooks";
import { problemOf } from "../../connect/connect";
import type { Tenant } from "../../model/tenant";
import { factsOf, type TokenFacts } from "../../model/token";
import { now } from "../../state/sets";
import { Message, When } from "../parts";

const EXPLORER = "https://developer.microsoft.com/graph/graph-explorer";

export function PasteToken({ cloud, expected }: { cloud: Cloud; expected?: Tenant }) {
  const [token, setToken] = useState("");
  const facts = factsOf(token.trim());
  const problem = token.trim() ? problemOf(token.trim()) : undefined;
  return (
    <>
      {cloud === "global" && (
        <ol class="steps">
          <li>
            Open{" "}
            <a href={EXPLORER} target="_blank" rel="noreferrer">
              Graph Explorer
            </a>{" "}
            and sign in. Choose the B2C tenant under your picture (<em>Switch directory</em>).
          </li>
          <li>
            Choose <em>beta</em> and ask for <code>trustFramework/keySets</code>; consent under{" "}
            <em>Modify permissions</em>.
          </li>
          <li>
            Copy what stands under <em>Access token</em>.
          </li>
        </ol>
      )}
      <label class="field">
        <span>Access token</span>
        <input
          name="token"
          type="password"
          value={token}
          onInput={(event) => setToken(event.currentTarget.value)}
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          required
        />
        <span class="quiet">Kept in this page's memory until it is closed; written nowhere.</span>
      </label>
      {problem !== undefined && <Message tone="bad">{problem}</Message>}
      {facts && <Facts facts={facts} expected={expected} />}
    </>
  );
}

const ACCESS: Record<TokenFacts["access"], string> = {
  switch: "may look and switch",
  look: "may look, and not switch",
  none: "may neither look nor switch",
  unknown: "it does not say",
};

function Facts({ facts, expected }: { facts: TokenFacts; expected?: Tenant }) {
  const { tenantId, account, expiresAt, access } = facts;
  return (
    <dl class="members" id="token-facts" aria-label="What the token says">
      <div>
        <dt>Tenant</dt>
        <dd>
          {expected?.id !== undefined && expected.id === tenantId
            ? `${expected.name} (${tenantId})`
            : (tenantId ?? "not said")}
        </dd>
      </div>
      <div>
        <dt>Account</dt>
        <dd>{account ?? "not said"}</dd>
      </div>
      <div>
        <dt>Ends</dt>
        <dd>{expiresAt === undefined ? "not said" : <When ms={expiresAt} now={now.value} />}</dd>
      </div>
      <div>
        <dt>Rights</dt>
        <dd>{ACCESS[access]}</dd>
      </div>
    </dl>
  );
}
