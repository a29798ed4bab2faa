// A notice as an HTTP request in the form that its receiver takes. Sends nothing.

import type { ChannelConfig } from "../config/channels.ts";
import { isBad, sentence, severityOf, type Notice } from "./notice.ts";
import { signed } from "./signature.ts";

export interface Post {
  url: string;
  headers: Record<string, string>;
  body: string;
}

/** https://developer.pagerduty.com/docs/send-alert-event */
const PAGERDUTY = "https://events.pagerduty.com/v2/enqueue";

export async function postOf(
  { format }: ChannelConfig,
  { url, key }: { url: string | undefined; key: string | undefined },
  notice: Notice,
  now: number,
): Promise<Post> {
  const body = JSON.stringify(bodyOf(format, notice, key ?? ""));
  const headers = { "content-type": "application/json" };
  if (format !== "webhook") return { url: url ?? PAGERDUTY, headers, body };
  return { url: url ?? "", headers: { ...headers, ...(await signed(key ?? "", notice.id, now, body)) }, body };
}

function bodyOf(format: ChannelConfig["format"], notice: Notice, key: string): object {
  if (format === "slack") return { text: escaped(sentence(notice)) };
  if (format === "teams") return card(sentence(notice));
  if (format === "pagerduty") return alert(notice, key);
  return notice;
}

// What Slack would read as a mention or a link. https://docs.slack.dev/messaging/formatting-message-text/
const escaped = (text: string): string => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

/** What a Teams workflow takes: https://learn.microsoft.com/connectors/teams/#microsoft-teams-webhook */
const card = (text: string): object => ({
  type: "message",
  attachments: [
    {
      contentType: "application/vnd.microsoft.card.adaptive",
      content: {
        $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
        type: "AdaptiveCard",
        version: "1.4",
        body: [{ type: "TextBlock", text, wrap: true }],
      },
    },
  ],
});

// One alert a run or key set: what ends it well resolves what was bad.
const alert = (notice: Notice, key: string): object => ({
  routing_key: key,
  event_action: isBad(notice) ? "trigger" : "resolve",
  dedup_key: `${notice.tenant}/${notice.runId ?? notice.keysetId}`,
  payload: {
    summary: sentence(notice).slice(0, 1_024),
    source: "trustframework-keys",
    severity: severityOf(notice),
    timestamp: notice.at,
    component: notice.tenant,
    custom_details: notice,
  },
});
