// A Worker's runs: what is asked for first, then the runs of that tenant. Reads only.

import { given } from "../../connect/worker";
import { to } from "../../route";
import { connection } from "../../state/connection";
import { Glyph } from "../parts";
import { Title } from "../title";
import { GivenForm } from "./form";
import { RunList } from "./runs";

export function WorkerScreen() {
  return (
    <>
      {!connection.value && (
        <p class="crumb">
          <a href={to("connect")}>
            <Glyph name="back" />
            Connect a tenant
          </a>
        </p>
      )}
      <Shown />
    </>
  );
}

function Shown() {
  const from = given.value;
  if (!from) {
    return (
      <>
        <Title title="A Worker's runs" />
        <p class="quiet">
          What the Worker of this repository has done, does and is to do in a tenant. This page reads there and changes
          nothing.
        </p>
        <div class="card narrow">
          <GivenForm />
        </div>
      </>
    );
  }
  return (
    <>
      <div class="title-row">
        <Title title={`Runs of ${from.tenant}`} />
        <button type="button" class="button" id="forget-worker" onClick={() => (given.value = undefined)}>
          Disconnect
        </button>
      </div>
      <p class="quiet">
        As the Worker at <span class="id">{from.origin}</span> tells. This page reads there and changes nothing.
      </p>
      <RunList from={from} />
    </>
  );
}
