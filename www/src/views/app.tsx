// The frame around every screen: whose keys these are, navigation, a running change, what ended last.

import { useEffect, useLayoutEffect } from "preact/hooks";
import { isDialogOpen, question } from "../connect/again";
import { route } from "../route";
import { connection, online, start, strayLink } from "../state/connection";
import { reading } from "../state/sets";
import { review } from "../state/selection";
import { Band } from "./band";
import { Bar } from "./bar";
import { KeysetsScreen } from "./list/keysets";
import { Notices } from "./notices";
import { Message } from "./parts";
import { RunStrip } from "./run-strip";
import { Activity, Again, Connect, KeysetScreen, ReviewSheet, SignInAgain, StrayLink, Worker } from "./screens";
import { keepScroll, restoreScroll } from "./scroll";

export function App() {
  const asked = review.value;
  const isStarting = !connection.value && start.value.show === "sandbox";
  const isBusy =
    (connection.value || isStarting) && (reading.value.phase === "loading" || reading.value.phase === "idle");
  useEffect(keepScroll, []);
  return (
    <>
      <a
        class="skip"
        href="#main"
        onClick={(event) => {
          event.preventDefault();
          document.querySelector<HTMLElement>("#main h1")?.focus();
        }}
      >
        Skip to content
      </a>
      <Band />
      <Bar />
      <RunStrip />
      <main id="main" aria-busy={isBusy ? "true" : "false"}>
        <Screen />
      </main>
      <div class="notices">
        {connection.value && connection.value.kind !== "sandbox" && !online.value && (
          <Message tone="warn" role="alert">
            You are offline. Nothing can be read or switched until the network is back.
          </Message>
        )}
        {!isDialogOpen.value && question.value && <SignInAgain />}
        <Notices />
      </div>
      {asked && <ReviewSheet key={JSON.stringify(asked)} changes={asked} />}
    </>
  );
}

function Screen() {
  const screen = route.value;
  const name = screen.name === "set" ? screen.id : screen.name;
  useLayoutEffect(restoreScroll, [name, reading.value.phase]);
  if (screen.name === "worker") return <Worker />;
  if (!connection.value) {
    if (start.value.show === "again") return <Again tenant={start.value.tenant} link={start.value.link} />;
    return start.value.show === "connect" ? <Connect /> : <KeysetsScreen />;
  }
  if (strayLink.value !== undefined && screen.name !== "connect") return <StrayLink label={strayLink.value} />;
  switch (screen.name) {
    case "sets":
      return <KeysetsScreen />;
    case "set":
      return <KeysetScreen key={screen.id} id={screen.id} />;
    case "activity":
      return <Activity />;
    case "connect":
      return <Connect key={screen.kind} kind={screen.kind} />;
  }
}
