import { StrictMode, useEffect, useState } from "react";
import { createRoot } from "react-dom/client";
import { isKeyStatusError, patchKeyStatus } from "trustframework-keys";
import { rotate } from "./rotate.js";

function Rotation({ baseUrl }) {
  const [result, setResult] = useState("");
  useEffect(() => {
    rotate({ isKeyStatusError, patchKeyStatus }, baseUrl).then(JSON.stringify, String).then(setResult);
  }, [baseUrl]);
  return <pre id="result">{result}</pre>;
}

createRoot(document.getElementById("root")).render(
  <StrictMode>
    <Rotation baseUrl={new URLSearchParams(location.search).get("graph")} />
  </StrictMode>,
);
