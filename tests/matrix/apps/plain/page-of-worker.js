import { baseUrl, show } from "./src/show.js";

const worker = new Worker("./worker.js", { type: "module" });
show(
  new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = (event) => reject(event.message);
    worker.postMessage(baseUrl);
  }),
);
