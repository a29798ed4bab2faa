// Sends one notice through one channel. Throws an error whose message says what went wrong and holds no address and no key.

import { secretsOf, type ChannelConfig } from "../config/channels.ts";
import { text } from "../config/reading.ts";
import { variablesOf, type Env } from "../env.ts";
import { postOf } from "./formats.ts";
import { sentence, type Notice } from "./notice.ts";

const TIMEOUT_MS = 10_000;

/** Its message may be kept and shown. */
export class Undelivered extends Error {
  override name = "Undelivered";
}

export async function send(env: Env, channel: ChannelConfig, notice: Notice): Promise<void> {
  try {
    if (channel.format === "email") await mail(env, channel, notice);
    else if (channel.format === "queue") await env.NOTICES?.send(JSON.stringify(notice), { contentType: "text" });
    else await post(env, channel, notice);
  } catch (error) {
    if (error instanceof Undelivered) throw error;
    const late = error instanceof Error && error.name === "TimeoutError";
    throw new Undelivered(late ? `no answer within ${TIMEOUT_MS / 1000} s` : "it could not be reached");
  }
}

async function post(env: Env, channel: ChannelConfig, notice: Notice): Promise<void> {
  const names = secretsOf(channel.name);
  const variables = variablesOf(env);
  const secrets = { url: text(variables, names.url), key: text(variables, names.key) };
  const { url, headers, body } = await postOf(channel, secrets, notice, Date.now());
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const response = await fetch(url, { method: "POST", headers, body, redirect: "manual", signal });
  await response.body?.cancel();
  if (!response.ok) throw new Undelivered(`it answered ${response.status}`);
}

async function mail({ EMAIL }: Env, { from = "", to = "" }: ChannelConfig, notice: Notice): Promise<void> {
  const said = sentence(notice);
  const subject = said.slice(0, said.indexOf(".")).replace(/[\r\n]/g, " ");
  await EMAIL?.send({
    from,
    to,
    subject,
    text: `${said}\n\n${JSON.stringify(notice, null, 2)}\n`,
    headers: { "X-Notice-Id": notice.id },
  });
}
