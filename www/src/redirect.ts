// The whole of the page that a sign-in comes back to.

import { broadcastResponseToMainFrame } from "@azure/msal-browser/redirect-bridge";
import { ANSWERED } from "./connect/popup";

// Its window closes next: who waits for it is to know that this is no refusal.
const channel = new BroadcastChannel(ANSWERED);
channel.postMessage("answered");
await broadcastResponseToMainFrame();
channel.close();
