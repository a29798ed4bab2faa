// Lets the page call the Workers that WORKER_ORIGINS names: their origins are added to connect-src of its policy. By default there are none.

const NAME = "WORKER_ORIGINS";

/** `listed` is origins with commas between them. A page that names anything else is not built. */
export function workerOrigins(listed = process.env[NAME] ?? "") {
  const origins = listed
    .split(",")
    .map((origin) => origin.trim())
    .filter(Boolean);
  for (const origin of origins) {
    if (!/^https:\/\/[a-z0-9.-]+(:\d+)?$/.test(origin) || new URL(origin).origin !== origin)
      throw new Error(`${NAME} must be origins like https://keys.example.com, with commas between them, not ${origin}`);
  }
  return {
    name: "worker-origins",
    transformIndexHtml: {
      order: "pre",
      handler(html, { path }) {
        if (origins.length === 0 || !path.endsWith("/index.html")) return html;
        const named = html.replace(/connect-src [^;]+/, (sources) => [sources, ...origins].join(" "));
        if (named === html) throw new Error("index.html has no connect-src to name the Workers in");
        return named;
      },
    },
  };
}
