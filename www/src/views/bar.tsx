// The bar: the page's name, its screens, and for a real tenant whose keys these are, who is signed in and for how long.

import { route, to, toList } from "../route";
import { connection, signOut } from "../state/connection";
import { isRunning } from "../state/running";
import { Expiry } from "./expiry";

export function Bar() {
  const current = connection.value;
  return (
    <header class="bar">
      <p class="brand">
        <svg class="brand-mark" viewBox="0 0 16 16" aria-hidden="true">
          <path
            fill-rule="evenodd"
            d="M5 3a5 5 0 1 0 4.6 7H11v2h3v-4H9.6A5 5 0 0 0 5 3Zm0 3.5a1.5 1.5 0 1 1 0 3 1.5 1.5 0 0 1 0-3Z"
          />
        </svg>
        Policy keys
      </p>
      {current && <Screens />}
      {current && route.value.name !== "worker" && <Where />}
    </header>
  );
}

function Screens() {
  const { name } = route.value;
  return (
    <nav aria-label="Screens">
      <a href={toList()} aria-current={name === "sets" || name === "set" ? "page" : undefined}>
        Key sets
      </a>
      <a href={to("activity")} aria-current={name === "activity" ? "page" : undefined}>
        Activity
      </a>
      <a href={to("worker")} aria-current={name === "worker" ? "page" : undefined}>
        Worker
      </a>
    </nav>
  );
}

function Where() {
  const current = connection.value;
  if (!current) return null;
  const { kind, tenant, account } = current;
  return (
    <div class="where" data-kind={kind}>
      <p class="where-text">
        <span class="visually-hidden">Connected to: </span>
        {kind === "sandbox" ? (
          <a href={to("connect")}>Sandbox</a>
        ) : (
          <>
            <a href={to("connect")} class="where-tenant">
              {tenant.name}
            </a>
            <span class="where-who">
              {account}
              <Expiry after={account === undefined ? "" : " · "} />
            </span>
          </>
        )}
      </p>
      {kind !== "sandbox" && (
        <button
          type="button"
          class="button small"
          id="sign-out"
          onClick={signOut}
          disabled={isRunning.value}
          title={isRunning.value ? "A change is running" : undefined}
        >
          Sign out
        </button>
      )}
    </div>
  );
}
