// What ended last, as the page says it; with a way back if there is one.

import { signal } from "@preact/signals";
import type { KeyChange } from "trustframework-keys";
import type { Tone } from "../model/consequences";
import type { NextStep } from "../model/failure";
import { connection } from "./connection";

export type Notice = {
  tone: Tone;
  text: string;
  detail?: string;
  requestId?: string;
  /** What takes it back; it is reviewed before it is made. */
  undo?: KeyChange[];
  /** What is left to do, where trying again helps. */
  left?: KeyChange[];
  next?: NextStep;
  /** More stands in the activity. */
  hasMore?: boolean;
};

export const notice = signal<Notice | undefined>(undefined);

// It is of one tenant.
connection.subscribe(() => (notice.value = undefined));
