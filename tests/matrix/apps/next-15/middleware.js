import { NextResponse } from "next/server";
import { isKeyStatusError, patchKeyStatus } from "trustframework-keys";
import { rotate } from "./src/rotate.js";

export const config = { matcher: "/before" };

export async function middleware(request) {
  return NextResponse.json(
    await rotate({ isKeyStatusError, patchKeyStatus }, request.nextUrl.searchParams.get("graph")),
  );
}
