import { baseUrl, show } from "./show.js";

const worker = new Worker(new URL("./thread.js", import.meta.url), { type: "module" });
show(
  new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = (event) => reject(event.message);
    worker.postMessage(baseUrl);
  }),
);
