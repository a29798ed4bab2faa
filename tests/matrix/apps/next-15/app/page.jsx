"use client";

import { useEffect, useState } from "react";
import { isKeyStatusError, patchKeyStatus } from "trustframework-keys";
import { rotate } from "../src/rotate.js";

export default function Page() {
  const [result, setResult] = useState("");
  useEffect(() => {
    const baseUrl = new URLSearchParams(location.search).get("graph");
    rotate({ isKeyStatusError, patchKeyStatus }, baseUrl).then(JSON.stringify, String).then(setResult);
  }, []);
  return <pre id="result">{result}</pre>;
}
