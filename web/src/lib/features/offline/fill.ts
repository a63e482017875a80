/**
 * Keeps the newest messages of channels that were not looked at on this device, while nothing else is to be done: once a day for those
 * that have something new. One person with 30 channels costs 60 requests and 6,000 rows read on a day on which all of them changed. Then my
 * other classes, so that each of them opens.
 */
import type { Api } from "../../../../../client/index.ts";
import { OFFLINE_FOR_MS, OFFLINE_MESSAGES, type KeptPart } from "../../../../../client/offline-store.ts";
import type { MyChannel, Page } from "../../../../../protocol/index.ts";
import { PAGE_MAX } from "../../../../../protocol/limits.ts";
import type { WorkspaceState } from "../../class/state/workspace.svelte.ts";
import { offlineStore, pageOf, putPage } from "./keep.ts";

const BEGIN_MS = 20_000;
const STEP_MS = 1_500;
const EVERY_MS = 20 * 60 * 60 * 1000;

/** Which channels are to be fetched, those with the newest words first. @param kept as of `OfflineStore.pagesOf` */
export function wanted(channels: readonly MyChannel[], kept: ReadonlyMap<string, KeptPart>, now: number): MyChannel[] {
  const isWanted = ({ id, lastAt, lastSeq }: MyChannel) => {
    if (lastAt < now - OFFLINE_FOR_MS) return false;
    const known = kept.get(id);
    if (!known?.isWhole) return true;
    return known.last < lastSeq && known.at < now - EVERY_MS;
  };
  return channels.filter(isWanted).sort((a, b) => b.lastAt - a.lastAt);
}

/** The newest messages, in as many pages as they take. @throws RefusedError, UnreachableError */
export async function fetchNewest(api: Api, channel: string): Promise<Page> {
  let page = await api.call("messages.page", { channel }, { limit: PAGE_MAX });
  while (!page.reachedStart && page.messages.length < OFFLINE_MESSAGES) {
    const first = page.messages[0]?.seq;
    if (first === undefined) break;
    const before = await api.call("messages.page", { channel }, { limit: PAGE_MAX, before: first });
    const messages = [...before.messages, ...page.messages];
    // What changed after the older of the two is told anew by the room.
    page = { ...page, messages, reachedStart: before.reachedStart, rev: Math.min(page.rev, before.rev) };
  }
  const messages = page.messages.slice(-OFFLINE_MESSAGES);
  return { ...page, messages, reachedStart: page.reachedStart && messages.length === page.messages.length };
}

/** Who wrote there and is not among these. */
const strangersIn = ({ messages }: Page, known: ReadonlySet<string>): string[] => [
  ...new Set(messages.map(({ author }) => author).filter((id) => !known.has(id))),
];
/** As many ids as one request takes. */
const STRANGERS_MAX = 100;

/** Of a class that was not opened here, so many channels are read beforehand. */
const CHANNELS_OF_OTHERS = 3;
/** What was only fetched stands behind what was looked at: without a network the app opens where it was left. */
const BEHIND_MS = 60 * 60 * 1000;

/** A class of mine that is not open: as it is now, and what was said last in it. @throws RefusedError, UnreachableError, and what the storage throws */
export async function fillClass(api: Api, account: string, id: string, store = offlineStore): Promise<void> {
  const bootstrap = await api.call("workspaces.bootstrap", { workspace: id });
  const kept = { id, account: bootstrap.account, bootstrap: { ...bootstrap, now: 0 }, at: Date.now() - BEHIND_MS };
  const mine = new Set(bootstrap.channels.map((channel) => channel.id));
  await store.putClass(account, kept, mine);
  const channels = wanted(bootstrap.channels, await store.pagesOf(id), Date.now());
  const known = new Set(bootstrap.members.map((member) => member.id));
  const strangers = new Set<string>();
  for (const channel of channels.slice(0, CHANNELS_OF_OTHERS)) {
    const page = await fetchNewest(api, channel.id);
    await store.putPage(account, pageOf(channel, page));
    for (const author of strangersIn(page, known)) strangers.add(author);
  }
  if (strangers.size === 0) return;
  const ids = [...strangers].slice(0, STRANGERS_MAX);
  const { members } = await api.call("members.list", { workspace: id }, { ids });
  const named = { ...kept.bootstrap, members: [...bootstrap.members, ...members] };
  await store.putClass(account, { ...kept, bootstrap: named }, mine);
}

/** Ids of those that were not kept for a day. */
async function otherClasses({ id, account }: WorkspaceState): Promise<string[]> {
  const others = account.workspaces.map((mine) => mine.id).filter((other) => other !== id);
  const kept = await Promise.all(others.map((other) => offlineStore.classOf(other)));
  return others.filter((_, at) => (kept[at]?.at ?? 0) < Date.now() - EVERY_MS);
}

const isCheap = (): boolean =>
  (navigator as { connection?: { saveData?: boolean } }).connection?.saveData !== true &&
  document.visibilityState === "visible";

/** Returns the function that ends it. */
export function fillOffline(workspace: WorkspaceState): () => void {
  let timer: ReturnType<typeof setTimeout>;
  let left: MyChannel[] | null = null;
  let others: string[] | null = null;
  const step = async () => {
    if (workspace.connection === "open" && isCheap()) {
      left ??= wanted(workspace.channels, await offlineStore.pagesOf(workspace.id), Date.now());
      const channel = left.shift();
      if (channel) {
        const page = await fetchNewest(workspace.api, channel.id);
        await putPage(workspace, pageOf(channel, page));
        // Their names are kept with the class.
        workspace.session.wantMembers(strangersIn(page, new Set()));
      } else {
        const other = (others ??= await otherClasses(workspace)).shift();
        if (other === undefined) return;
        await fillClass(workspace.api, workspace.account.id, other);
      }
    }
    timer = setTimeout(() => void attempt(), STEP_MS);
  };
  // Closed storage, or a network that went: not today.
  const attempt = () => step().catch(() => undefined);
  timer = setTimeout(() => void attempt(), BEGIN_MS);
  return () => clearTimeout(timer);
}
