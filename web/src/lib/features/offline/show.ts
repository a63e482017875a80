/** Shows what was kept of a channel while the network says nothing of it, and of when that is. */
import type { WorkspaceState } from "../../class/state/workspace.svelte.ts";
import { asOf } from "../../class/network/as-of.svelte.ts";
import type { Conversation } from "../../conversation/conversation.svelte.ts";
import { offlineStore } from "./keep.ts";

/** A connection that is there may still bring it by itself, ms. */
const PATIENCE_MS = 2_000;

/** For as long as the conversation is on the screen. Returns the function that ends it. */
export function showKept(workspace: WorkspaceState, conversation: Conversation): () => void {
  const { session } = conversation;
  let isOver = false;
  const show = async () => {
    const { ready, connection } = session.snapshot();
    if (isOver || connection === "open") return;
    const kept = await offlineStore.page(session.channel).catch(() => undefined);
    if (isOver || !kept || session.snapshot().connection === "open") return;
    if (!ready) session.offer(kept.page);
    asOf.set(session.channel, kept.at);
  };
  const look = () => {
    const { connection, ready } = session.snapshot();
    if (connection === "open" && ready) asOf.delete(session.channel);
  };
  const stop = session.subscribe(look);
  const timer = setTimeout(() => void show(), workspace.connection === "open" ? PATIENCE_MS : 0);
  return () => {
    isOver = true;
    clearTimeout(timer);
    stop();
  };
}
