// The frame around every screen: title, navigation, what the page is connected to, what ended last.

import { isDialogOpen } from "../connect/again";
import { route } from "../route";
import { connection, needsNetwork, notice, online, reading } from "../store";
import { Activity } from "./activity";
import { Connect } from "./connect";
import { KeysetScreen } from "./keyset";
import { KeysetsScreen } from "./keysets";
import { Many } from "./many";
import { Message, RequestId } from "./parts";
import { SignInAgain } from "./sign-in-again";

const TABS = [
  ["sets", "#/sets", "Key sets"],
  ["many", "#/many", "Many keys"],
  ["activity", "#/activity", "Activity"],
] as const;

export function App() {
  const { screen } = route.value;
  return (
    <>
      <a
        class="skip"
        href="#main"
        onClick={(event) => (event.preventDefault(), document.querySelector<HTMLElement>("#main h1")?.focus())}
      >
        Skip to content
      </a>
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
        <nav aria-label="Screens">
          {TABS.map(([name, href, words]) => (
            <a
              key={name}
              href={href}
              aria-current={name === screen || (name === "sets" && screen === "set") ? "page" : undefined}
            >
              {words}
            </a>
          ))}
        </nav>
        <Where />
      </header>
      <div class="notices">
        {needsNetwork.value && !online.value && (
          <Message tone="warn" role="alert">
            You are offline. Nothing can be read or switched until the network is back.
          </Message>
        )}
        {!isDialogOpen.value && <SignInAgain />}
        <Notices />
      </div>
      <main id="main" aria-busy={reading.value.phase === "loading" || reading.value.phase === "idle"}>
        <Screen />
      </main>
    </>
  );
}

function Where() {
  const { kind, name } = connection.value ?? { kind: "none", name: "Starting…" };
  return (
    <a
      class="where"
      href="#/connect"
      aria-current={route.value.screen === "connect" ? "page" : undefined}
      data-kind={kind}
    >
      <span class="where-dot" aria-hidden="true" />
      <span class="visually-hidden">Connected to: </span>
      {name}
    </a>
  );
}

/** The region is always there, so that what comes into it is read out. */
function Notices() {
  const said = notice.value;
  return (
    <div role="status" id="notice">
      {said && (
        <Message
          tone={said.tone}
          actions={
            <>
              {said.undo && (
                <button type="button" class="button small" onClick={said.undo}>
                  Undo
                </button>
              )}
              <button type="button" class="button small subtle" onClick={() => (notice.value = undefined)}>
                Dismiss
              </button>
            </>
          }
        >
          {said.text}
          <RequestId id={said.requestId} />
        </Message>
      )}
    </div>
  );
}

function Screen() {
  const current = route.value;
  switch (current.screen) {
    case "sets":
      return <KeysetsScreen />;
    case "set":
      return <KeysetScreen key={current.id} id={current.id} />;
    case "many":
      return <Many />;
    case "activity":
      return <Activity />;
    case "connect":
      return <Connect />;
  }
}
