import { baseUrl, show } from "./src/show.js";

async function ask() {
  await navigator.serviceWorker.register("./service.js", { type: "module" });
  const { active } = await navigator.serviceWorker.ready;
  return new Promise((resolve) => {
    navigator.serviceWorker.onmessage = ({ data }) => resolve(data);
    active.postMessage(baseUrl);
  });
}

show(ask());
