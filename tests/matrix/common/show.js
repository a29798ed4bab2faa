// Shows in a page what came of it, for a person and for the run.

export function show(outcome) {
  outcome
    .then(JSON.stringify, (error) => `failed: ${error?.stack ?? error}`)
    .then((text) => {
      document.querySelector("#result").textContent = text;
    });
}

export const baseUrl = new URLSearchParams(location.search).get("graph");
