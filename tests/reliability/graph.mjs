// The emulator's control API as every host reaches it, and entries as a case's plan has them.

export function connect(origin) {
  // Again where a case has spoilt the connection; what is posted may be posted twice only if the first did not arrive.
  const post = async (name, body) => {
    const response = await again(() =>
      fetch(`${origin}/_emulator/${name}`, { method: "POST", body: JSON.stringify(body) }),
    );
    if (!response.ok) throw new Error(`${name}: ${await response.text()}`);
  };
  const get = async (path, headers) => (await again(() => fetch(`${origin}/${path}`, { headers }))).json();
  return {
    plan: (entries) => post("answers", entries),
    putKeyset: (id, keys) => post("keysets", { id, keys }),
    arrived: async (id) => (await get(`_emulator/journal?clientRequestId=${id}`)).length,
    journal: () => get("_emulator/journal"),
    keysets: async () => (await get("beta/trustFramework/keySets", { authorization: "Bearer reader" })).value,
  };
}

async function again(work, tries = 5) {
  try {
    return await work();
  } catch (error) {
    if (tries === 1) throw error;
    return again(work, tries - 1);
  }
}

// An entry of a case's plan as the emulator takes it, matched to that case alone. `texts` stand in for %NAME%.
export function forCase({ match, headers, ...entry }, id, texts) {
  const path = `/beta/trustFramework/keySets/${id}/keys_v2/key`;
  const ours = match?.method === "OPTIONS" ? { path } : { clientRequestId: id };
  const values =
    headers &&
    Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, value?.date === undefined ? value : httpDate(value)]),
    );
  return fill({ ...entry, ...(values && { headers: values }), match: { ...ours, ...match } }, texts);
}

// `{ date, form }` as a header: so many milliseconds from now.
function httpDate({ date, form }) {
  const [weekday, day, month, year, time] = new Date(Date.now() + date).toUTCString().replace(",", "").split(" ");
  const long = {
    Sun: "Sunday",
    Mon: "Monday",
    Tue: "Tuesday",
    Wed: "Wednesday",
    Thu: "Thursday",
    Fri: "Friday",
    Sat: "Saturday",
  }[weekday];
  if (form === "rfc850") return `${long}, ${day}-${month}-${year.slice(2)} ${time} GMT`;
  if (form === "asctime") return `${weekday} ${month} ${day.replace(/^0/, " ")} ${time} ${year}`;
  return `${weekday}, ${day} ${month} ${year} ${time} GMT`;
}

const fill = (value, texts) =>
  JSON.parse(JSON.stringify(value).replace(/%([A-Z]+)%/g, (all, name) => texts[name] ?? all));
