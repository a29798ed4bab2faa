// A part of the page that is loaded when it is first needed, so that the list is there sooner.

import { signal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { Message } from "./parts";

type Loaded<Props> = { is: "not yet" } | { is: "here"; part: ComponentType<Props> } | { is: "failed" };

/** The component, which loads itself when it is drawn, and how to have it loaded before. */
export function later<Props extends object>(load: () => Promise<ComponentType<Props>>) {
  const loaded = signal<Loaded<Props>>({ is: "not yet" });
  let isAsked = false;
  const preload = () => {
    if (isAsked) return;
    isAsked = true;
    load().then(
      (part) => (loaded.value = { is: "here", part }),
      () => {
        isAsked = false;
        loaded.value = { is: "failed" };
      },
    );
  };
  function Later(props: Props) {
    useEffect(preload, []);
    const state = loaded.value;
    if (state.is === "here") return <state.part {...props} />;
    if (state.is === "not yet") return null;
    return (
      <Message
        tone="bad"
        role="alert"
        actions={
          <button type="button" class="button small" onClick={preload}>
            Load it again
          </button>
        }
      >
        This part of the page could not be loaded. Nothing was sent. Check the network.
      </Message>
    );
  }
  return Object.assign(Later, { preload });
}
