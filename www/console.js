// The flow of the demo page: reads the key sets, switches keys through the package, says how it ended. Draws nothing itself.

import { patchKeyStatus } from "trustframework-keys";

import { shortKid } from "./keys.js";
import { GRAPH, TOKEN, readKeyset, readKeysets, resetSandbox } from "./sandbox.js";
import { Card, confirmOutage, say, showBusy, showCards, showFailure } from "./view.js";

async function load() {
  showBusy(true);
  try {
    const keysets = await readKeysets();
    showCards(keysets.map((keyset) => new Card(keyset, switchKey)));
  } catch (error) {
    showFailure(error.message, load);
  } finally {
    showBusy(false);
  }
}

/** What a click on a switch does. The switch shows the new state only once the set is read again. */
async function switchKey(card, row) {
  row.busy = true;
  try {
    if (await isWanted(card, row)) {
      await patch(card.keyset.id, row.key);
      await reread(card);
    }
  } finally {
    row.busy = false;
  }
}

async function isWanted(card, { key }) {
  const wouldStopSignIns = key.status !== "disabled" && card.isOnlyUsable(key);
  return !wouldStopSignIns || confirmOutage(key.kid, card.keyset.id);
}

async function patch(keysetId, key) {
  const status = key.status === "disabled" ? "enabled" : "disabled";
  try {
    const receipt = await patchKeyStatus(keysetId, key.kid, status, TOKEN, { baseUrl: GRAPH });
    say("good", success(receipt));
  } catch (error) {
    say("bad", `${nameOf(keysetId, key.kid)}: ${failure(error)}`);
  }
}

function success({ keysetId, keyId, status, requestId }) {
  return `${nameOf(keysetId, keyId)} is now ${status}.${trace(requestId)}`;
}

function failure({ message, code, requestId }) {
  return code === undefined ? message : `${message} (${code})${trace(requestId)}`;
}

function nameOf(keysetId, kid) {
  return `${shortKid(kid)} of ${keysetId}`;
}

function trace(requestId) {
  return requestId === undefined ? "" : ` Graph's request id: ${requestId}`;
}

/** Shows what the server says, whatever became of the change. Of several readings under way only the last one counts. */
async function reread(card) {
  const reading = readKeyset(card.keyset.id);
  card.reading = reading;
  try {
    const keyset = await reading;
    if (card.reading === reading) card.show(keyset);
  } catch (error) {
    card.showFailure(`This key set could not be read again. ${error.message}`, () => reread(card));
  }
}

async function reset() {
  try {
    await resetSandbox();
    say("calm", "The sandbox is as it was at the start.");
  } catch (error) {
    say("bad", error.message);
  }
  await load();
}

document.querySelector("#reset").addEventListener("click", reset);
load();
