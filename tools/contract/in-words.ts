/** What a row asks, in words for the docs. */
import type { Row } from "../../protocol/routes/index.ts";

/** Whom a route is for. */
export function needsInWords({ needs }: Row): string {
  if (needs === "nobody" || needs === "anyone") return "anyone";
  if (needs === "account") return "who is signed in";
  if (needs === "person") return "who is signed in on the site";
  if ("room" in needs) return "who is in the channel";
  if ("channel" in needs)
    return needs.channel === "readChannel" ? "who is in the channel" : `who may \`${needs.channel}\` there`;
  return needs.workspace === "readWorkspace" ? "who is in the class" : `who may \`${needs.workspace}\` in the class`;
}

/** How it is slowed down; empty where nothing but all that one writes is counted. */
export function rateInWords({ rate }: Row): string {
  if (rate === undefined) return "";
  if (rate === "by day") return "Counted by the day.";
  return "address" in rate ? `Counted per address: ${rate.address}.` : `Counted per account: ${rate.account}.`;
}
