/**
 * What one account can read on this device without a network: its classes as bootstrap tells them, the newest messages of channels, and
 * the small pictures of the newest of these.
 * Written by the page, read by it and by the service worker. It belongs to one account at a time: `claim` empties it of another's, and
 * what a tab of before still writes is let fall, since each write looks in its own transaction whose it is.
 */
import type { Account, Bootstrap, Page } from "../protocol/index.ts";
import { committed, database, settled } from "./indexeddb.ts";

/** Messages of a channel, the newest. */
export const OFFLINE_MESSAGES = 200;
/** Channels without news for so long, ms, are not kept; nor is anything that was not renewed for so long shown. */
export const OFFLINE_FOR_MS = 14 * 24 * 60 * 60 * 1000;

export interface OfflineClass {
  /** Id of the class. */
  id: string;
  account: Account;
  bootstrap: Bootstrap;
  /** When it was so, ms by this machine's clock. */
  at: number;
}
export interface OfflinePage {
  /** Id of the channel. */
  id: string;
  /** Id of its class. */
  workspace: string;
  /** Of a thread, the channel it hangs in; else the channel itself. */
  home: string;
  page: Page;
  /** When it was so, ms by this machine's clock. */
  at: number;
}

/** The small picture of a file of a message. It goes with its message, its channel, its class. */
export interface OfflinePicture {
  /** Id of its bytes: `preview.id` of the file, or its own where it is small itself. */
  id: string;
  /** Id of the channel or thread of its message. */
  channel: string;
  /** Of its media type. */
  bytes: Blob;
}

/** How much is kept of a channel. */
export interface KeptPart {
  /** When it was so, ms by this machine's clock. */
  at: number;
  /** `seq` of the newest message. */
  last: number;
  /** As many as are to be kept, or all there are. */
  isWhole: boolean;
}

/**
 * The newer page with what the older one has before it, up to OFFLINE_MESSAGES. What changed there meanwhile may be missing: the room is
 * to be asked from where the older one was whole.
 */
export function joined(older: Page, newer: Page): Page {
  const first = newer.messages[0]?.seq;
  const before = first === undefined ? [] : older.messages.filter(({ seq }) => seq < first);
  if (before.at(-1)?.seq !== (first ?? 0) - 1) return newer;
  const all = [...before, ...newer.messages];
  const messages = all.slice(-OFFLINE_MESSAGES);
  const isAll = messages.length === all.length;
  return { ...newer, messages, reachedStart: older.reachedStart && isAll, rev: Math.min(older.rev, newer.rev) };
}

const [OWNER, CLASSES, PAGES, PICTURES] = ["owner", "classes", "pages", "pictures"] as const;
const ALL = [OWNER, CLASSES, PAGES, PICTURES];
type Store = (name: string) => IDBObjectStore;

export class OfflineStore {
  readonly #open = database(
    "place-offline",
    (made) => {
      if (!made.objectStoreNames.contains(OWNER)) {
        made.createObjectStore(OWNER);
        for (const store of [CLASSES, PAGES]) made.createObjectStore(store, { keyPath: "id" });
      }
      made.createObjectStore(PICTURES, { keyPath: "id" }).createIndex("channel", "channel");
    },
    2,
  );

  /** From now on it is this account's: what another one left is gone when this resolves. */
  async claim(account: string): Promise<void> {
    await this.#write(async (store) => {
      if ((await settled(store(OWNER).get(OWNER))) === account) return;
      for (const name of ALL) store(name).clear();
      store(OWNER).put(account, OWNER);
    });
  }

  /** Nothing is kept any more, and nothing is taken until the next `claim`. */
  clear(): Promise<void> {
    return this.#write(async (store) => {
      for (const name of ALL) store(name).clear();
    });
  }

  /**
   * The class as it is, and no channel of it that is not among `channels`. Whose words are kept stays known by name, also where the class
   * does not name them any more: people of an import, and who left. Nothing where another account has claimed it.
   */
  async putClass(account: string, kept: OfflineClass, channels: ReadonlySet<string>): Promise<void> {
    await this.#write(async (store) => {
      if ((await settled(store(OWNER).get(OWNER))) !== account) return;
      const before = await settled<OfflineClass | undefined>(store(CLASSES).get(kept.id));
      const all = await settled<OfflinePage[]>(store(PAGES).getAll());
      const pages = all.filter(({ workspace }) => workspace === kept.id);
      const isOver = ({ home, at }: OfflinePage) => !channels.has(home) || at < kept.at - OFFLINE_FOR_MS;
      store(CLASSES).put(
        withAuthors(
          kept,
          before,
          pages.filter((page) => !isOver(page)),
        ),
      );
      for (const page of pages) if (isOver(page)) await dropPage(store, page.id);
    });
  }

  /** Laid over what was kept of the channel. Nothing where another account has claimed it, or the class is not kept. */
  async putPage(account: string, kept: OfflinePage): Promise<void> {
    await this.#write(async (store) => {
      if ((await settled(store(OWNER).get(OWNER))) !== account) return;
      if ((await settled(store(CLASSES).getKey(kept.workspace))) === undefined) return;
      const before = await settled<OfflinePage | undefined>(store(PAGES).get(kept.id));
      const page = before ? joined(before.page, kept.page) : kept.page;
      store(PAGES).put({ ...kept, page });
      await dropPictures(store, kept.id, bytesIn(page));
    });
  }

  /** Nothing where its channel is not kept, or its message is not among those that are. */
  async putPicture(kept: OfflinePicture): Promise<void> {
    await this.#write(async (store) => {
      const page = await settled<OfflinePage | undefined>(store(PAGES).get(kept.channel));
      if (page && bytesIn(page.page).has(kept.id)) store(PICTURES).put(kept);
    });
  }

  async picture(id: string): Promise<OfflinePicture | undefined> {
    return settled<OfflinePicture | undefined>((await this.#read(PICTURES)).get(id));
  }

  /** Ids of the pictures that are kept of a channel. */
  async picturesOf(channel: string): Promise<Set<string>> {
    const index = (await this.#read(PICTURES)).index("channel");
    return new Set((await settled(index.getAllKeys(channel))) as string[]);
  }

  /** No class is kept but these, nor what was said in another. */
  async keepOnly(isMine: (workspace: string) => boolean): Promise<void> {
    await this.#write(async (store) => {
      for (const { id } of await settled<OfflineClass[]>(store(CLASSES).getAll()))
        if (!isMine(id)) store(CLASSES).delete(id);
      for (const { id, workspace } of await settled<OfflinePage[]>(store(PAGES).getAll()))
        if (!isMine(workspace)) await dropPage(store, id);
    });
  }

  async page(channel: string): Promise<OfflinePage | undefined> {
    return settled<OfflinePage | undefined>((await this.#read(PAGES)).get(channel));
  }

  /** What is kept of each channel of the class. */
  async pagesOf(workspace: string): Promise<Map<string, KeptPart>> {
    const pages = await settled<OfflinePage[]>((await this.#read(PAGES)).getAll());
    return new Map(
      pages
        .filter((page) => page.workspace === workspace)
        .map(({ id, at, page: { messages, reachedStart } }) => [
          id,
          { at, last: messages.at(-1)?.seq ?? 0, isWhole: reachedStart || messages.length >= OFFLINE_MESSAGES },
        ]),
    );
  }

  /** That class; null: the one that was looked at last. */
  async classOf(workspace: string | null): Promise<OfflineClass | undefined> {
    const store = await this.#read(CLASSES);
    if (workspace !== null) return settled<OfflineClass | undefined>(store.get(workspace));
    return (await settled<OfflineClass[]>(store.getAll())).sort((a, b) => b.at - a.at)[0];
  }

  async #read(store: string): Promise<IDBObjectStore> {
    return (await this.#open()).transaction(store, "readonly").objectStore(store);
  }

  /** One transaction over all of it: `change` awaits nothing but requests of it. */
  async #write(change: (store: Store) => Promise<void>): Promise<void> {
    const transaction = (await this.#open()).transaction(ALL, "readwrite");
    const end = committed(transaction);
    await Promise.all([change((name) => transaction.objectStore(name)), end]);
  }
}

function withAuthors(
  kept: OfflineClass,
  before: OfflineClass | undefined,
  pages: readonly OfflinePage[],
): OfflineClass {
  const { members } = kept.bootstrap;
  const named = new Set(members.map(({ id }) => id));
  const authors = new Set(pages.flatMap(({ page }) => page.messages.map(({ author }) => author)));
  const others = before?.bootstrap.members.filter(({ id }) => authors.has(id) && !named.has(id)) ?? [];
  return { ...kept, bootstrap: { ...kept.bootstrap, members: [...members, ...others] } };
}

/** What may be kept of the messages of a page: of each file its small picture, or itself where it has none. */
const bytesIn = ({ messages }: Page): Set<string> =>
  new Set(messages.flatMap(({ meta }) => meta?.files?.flatMap(({ id, preview }) => preview?.id ?? id ?? []) ?? []));

async function dropPage(store: Store, channel: string): Promise<void> {
  store(PAGES).delete(channel);
  await dropPictures(store, channel);
}

/** Those of the channel, but for these. */
async function dropPictures(store: Store, channel: string, others?: ReadonlySet<string>): Promise<void> {
  for (const id of (await settled(store(PICTURES).index("channel").getAllKeys(channel))) as string[])
    if (!others?.has(id)) store(PICTURES).delete(id);
}
