/**
 * Keeps on this device what its person reads of a class, for a time without a network (client/offline-store.ts): the class as it is known,
 * and the newest messages of the channels on the screen. Nothing here is needed while there is a network, and a storage that is closed
 * or full costs the keeping, nothing else.
 */
import { bootstrapOf } from "../../../../../client/bootstrap-of.ts";
import type { ChannelSnapshot } from "../../../../../client/index.ts";
import { OFFLINE_MESSAGES, OfflineStore, type OfflinePage } from "../../../../../client/offline-store.ts";
import type { MyChannel, Page } from "../../../../../protocol/index.ts";
import { me } from "../../class/account/account.svelte.ts";
import type { WorkspaceState } from "../../class/state/workspace.svelte.ts";
import type { Conversation } from "../../conversation/conversation.svelte.ts";
import { keepPictures } from "./pictures.ts";

/** What changes all the time is written at most so often, ms; and when the page goes out of view. */
const EVERY_MS = 10_000;

export const offlineStore = new OfflineStore();

/** The newest messages as the room has them; null where they are not known up to the end, or not surely whole. */
export function newestOf(snapshot: ChannelSnapshot): Page | null {
  const { messages, reachedEnd, hasHole, head, connection, ready } = snapshot;
  if (!ready || !reachedEnd || hasHole || connection !== "open" || head.rev === 0) return null;
  const newest = messages.slice(-OFFLINE_MESSAGES);
  const first = newest[0]?.seq ?? 1;
  return { messages: newest, reachedStart: first === 1, reachedEnd: true, rev: head.rev };
}

export function pageOf(channel: MyChannel, page: Page): OfflinePage {
  const home = channel.parent?.channel ?? channel.id;
  return { id: channel.id, workspace: channel.workspace, home, page, at: Date.now() };
}

/** What was said in a channel, with its small pictures. @throws what the storage throws */
export async function putPage({ account, api }: WorkspaceState, kept: OfflinePage): Promise<void> {
  await offlineStore.putPage(account.id, kept);
  await keepPictures(api, kept, offlineStore);
}

/** Does `work` when something changed, at most every EVERY_MS, and at once when the page goes out of view. */
function nowAndThen(work: () => void): { changed: () => void; end: () => void } {
  let timer: ReturnType<typeof setTimeout> | null = null;
  const now = () => {
    if (timer === null) return;
    clearTimeout(timer);
    timer = null;
    work();
  };
  const hidden = () => document.visibilityState === "hidden" && now();
  document.addEventListener("visibilitychange", hidden);
  addEventListener("pagehide", now);
  return {
    changed: () => (timer ??= setTimeout(now, EVERY_MS)),
    end: () => {
      now();
      document.removeEventListener("visibilitychange", hidden);
      removeEventListener("pagehide", now);
    },
  };
}

const quietly = (work: Promise<unknown>): void => void work.catch(() => undefined);

/** The class, for as long as it is open. Returns the function that ends it. */
export function keepClass(workspace: WorkspaceState): () => void {
  const { session, account } = workspace;
  let channels = -1;
  const save = () => {
    const { state, connection } = session.snapshot();
    // What was kept itself is no news.
    if (!state || connection !== "open") return;
    const kept = { id: workspace.id, account: state.account, bootstrap: bootstrapOf(state), at: Date.now() };
    quietly(offlineStore.putClass(account.id, kept, new Set(state.channels.keys())));
  };
  const often = nowAndThen(save);
  const look = () => {
    const { state } = session.snapshot();
    const count = state?.channels.size ?? 0;
    // I am out of a channel: what was said there does not wait.
    if (count < channels) save();
    channels = count;
    often.changed();
  };
  const mine = new Set(account.workspaces.map(({ id }) => id));
  const isMine = (id: string) => id === workspace.id || mine.has(id);
  quietly(
    offlineStore
      .claim(account.id)
      .then(() => offlineStore.keepOnly(isMine))
      .then(save),
  );
  const stop = session.subscribe(look);
  return () => {
    stop();
    const { ended } = session.snapshot();
    // Signed out, here or from elsewhere; or out of the class.
    if (me.signInState === "out") quietly(offlineStore.clear());
    else if (ended?.code === "not_found") quietly(offlineStore.keepOnly((id) => id !== workspace.id));
    often.end();
  };
}

/** A conversation, for as long as it is on the screen. Returns the function that ends it. */
export function keepConversation(workspace: WorkspaceState, conversation: Conversation): () => void {
  const { session } = conversation;
  const save = () => {
    const channel = workspace.channel(session.channel);
    const page = newestOf(session.snapshot());
    if (channel && page) quietly(putPage(workspace, pageOf(channel, page)));
  };
  const often = nowAndThen(save);
  often.changed();
  const stop = session.subscribe(often.changed);
  return () => {
    stop();
    often.end();
  };
}
