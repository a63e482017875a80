/** What the server knows of a channel that is not among mine. Fetched with the first address that names one. */
import { goto } from "$app/navigation";
import type { MyChannel } from "../../../../../protocol/index.ts";
import { outcomeOf, type Outcome } from "../../base/outcome.ts";
import { threadAddress } from "../state/links.ts";
import { openClass } from "../state/open-class.svelte.ts";
import type { WorkspaceState } from "../state/workspace.svelte.ts";
import type { Gate } from "./gate.ts";

/**
 * A public channel, one of another class, a thread, or nothing.
 * @returns what to show in its place; null: it is open by now, or the page is on its way elsewhere.
 */
export async function findChannel(workspace: WorkspaceState, reference: string): Promise<Gate | null> {
  const { api, id } = workspace;
  const thread = workspace.channel(reference);
  if (thread?.kind === "thread") return goBeside(thread);
  const named = await outcomeOf(api.call("channels.byName", { workspace: id, name: reference.toLowerCase() }));
  if (named.ok) return { is: "outside", channel: named.value.channel };
  const list = await outcomeOf(api.call("channels.list", { workspace: id }));
  const listed = list.ok ? list.value.channels.find((channel) => channel.id === reference) : undefined;
  if (listed) return { is: "outside", channel: listed };
  const elsewhere = await outcomeOf(api.call("channels.get", { channel: reference }));
  if (elsewhere.ok) {
    const { channel } = elsewhere.value;
    if (channel.workspace !== id) openClass.open(channel.workspace);
    else if (channel.kind === "thread") return goBeside(channel);
    else workspace.accept(channel);
    return null;
  }
  const { refusal } = elsewhere;
  const isNowhere = refusal.code === "not_found" || refusal.code === "invalid" || refusal.code === "forbidden";
  if (isNowhere && (await isOnWeb(reference))) {
    location.replace(`${webAddress(reference)}${location.hash}`);
    return null;
  }
  return isNowhere ? { is: "nowhere" } : { is: "trouble", refusal };
}

const webAddress = (reference: string) => `/c/${encodeURIComponent(reference)}.html`;

/** Whether anyone may read it, and so may I. Never rejects. */
async function isOnWeb(reference: string): Promise<boolean> {
  const answer = await fetch(webAddress(reference), { method: "HEAD" }).catch(() => null);
  return answer?.ok === true && answer.headers.get("content-type")?.startsWith("text/html") === true;
}

/** `#12` names a reply then. */
async function goBeside(thread: MyChannel): Promise<null> {
  const reply = Number(location.hash.slice(1)) || undefined;
  if (thread.parent) await goto(threadAddress(thread.parent.channel, thread.id, reply), { replace: true });
  return null;
}

export async function joinChannel(workspace: WorkspaceState, channel: string): Promise<Outcome<unknown>> {
  const outcome = await outcomeOf(workspace.api.call("memberships.join", { channel }));
  if (outcome.ok) workspace.accept(outcome.value.channel);
  return outcome;
}
