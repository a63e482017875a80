/** To a thread and back: it has an address of its own, beside its channel's, so that back, forward and links work. */
import { goto } from "$app/navigation";
import { t } from "#texts/open-thread";
import type { Message, MyChannel } from "../../../../../protocol/index.ts";
import { threadAddress, threadOn } from "./links.ts";
import { isGlass } from "../../base/browser/layers.ts";
import { goUp } from "../../base/browser/up.ts";
import { outcomeOf } from "../../base/outcome.ts";
import { toasts } from "../../base/toasts/toasts.svelte.ts";
import type { WorkspaceState } from "./workspace.svelte.ts";

/** Where the focus goes when the thread closes. */
let opener: Element | null = null;

/** Opens the thread on a message, made on first use; of a message that was said in a thread, that thread. */
export async function openThread(workspace: WorkspaceState, channel: MyChannel, message: Message): Promise<void> {
  const before = document.activeElement;
  let thread = threadOn(message);
  if (thread === undefined) {
    const outcome = await outcomeOf(workspace.api.call("threads.start", { channel: channel.id, seq: message.seq }));
    if (!outcome.ok) return toasts.trouble(t.notOpened({ reason: outcome.refusal.sentence }));
    workspace.accept(outcome.value.channel);
    // Its reader went elsewhere meanwhile.
    if (workspace.activeChannel !== channel.id) return;
    thread = outcome.value.channel.id;
  }
  opener = before;
  workspace.panel = null;
  const address = threadAddress(channel.id, thread, message.meta?.fromThread?.seq);
  // What the address said of the channel stays: nothing moves there.
  await goto(address + location.hash, { reset: false });
}

/** From somewhere else than its channel: the list of my threads, the switcher. */
export async function goToThread(workspace: WorkspaceState, thread: MyChannel): Promise<void> {
  opener = null;
  workspace.panel = null;
  if (thread.parent) await goto(threadAddress(thread.parent.channel, thread.id), { reset: false });
}

export async function closeThread(): Promise<void> {
  const target = opener?.isConnected ? opener : document.getElementById("main");
  opener = null;
  if (target instanceof HTMLElement) target.focus({ preventScroll: true });
  const address = location.pathname + location.hash;
  await (isGlass() ? goUp(address) : goto(address, { reset: false }));
}
