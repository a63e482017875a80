/**
 * Puts cards of the pages that messages link to below them, some time after they were said: nobody waits for it, and where it does not run
 * there is chat without cards. What is to be looked at stands in the object's storage in the turn of its commit. A page is asked once; one
 * that cannot be read has no card, and whoever edits the message has it asked again.
 *
 * A card is a change of its message like a reaction: it has a `rev`, reaches D1, resumes and exports with it, so that to read a card costs
 * nothing that its message does not cost.
 */
import type { LinkCard, Message } from "../../../protocol/index.ts";
import { cardLinksIn, mayHaveCards } from "../../../protocol/markup/carded.ts";
import { dropPictures, keepPicture } from "../../link-cards/picture.ts";
import type { PageCard } from "../../link-cards/read-page.ts";
import { log } from "../../log.ts";
import { openDb } from "../../store/db.ts";
import { hasLinkCards } from "../../store/workspaces.ts";
import { cardedLinks, cardsOf } from "../commit/card-changes.ts";
import type { ChannelFacts } from "../contract.ts";
import type { StoredMessage } from "../log/room-log.ts";
import type { Part } from "../part.ts";
import { Table } from "../tables.ts";
import { TookTooLong, within } from "../within.ts";
import { backOff } from "./back-off.ts";
import { Follower } from "./follower.ts";

/** So many messages at a time; the platform connects to six addresses at once. */
const AT_ONCE = 2;
/** Pages that keep one waiting for longer keep no other message from its cards: they are asked beside what comes next … */
const SLOW_AFTER_MS = 1_500;
/** … for so many messages; more of them wait for each other. */
const SLOW_MAX = 2;
/** By then every page has answered or was given up: what is left of a slow one is looked at anew. */
const SLOW_OVER_MS = 30_000;
/** While so many wait, what comes gets no cards: somebody posts addresses faster than anybody reads. */
const WAITING_MAX = 100;
/** A call of the object may ask fifty addresses: what waits is asked in calls of its own, by the alarm. */
const PACE = { burst: 3, everyMs: 2_000, holdMs: 3_000 };
/** The same link again, a program's for instance, is not asked for that long; one that could not be read is soon. */
const KEPT_MS = 15 * 60_000;
const KEPT_FAILURE_MS = 30_000;
const KEPT_MAX = 50;

interface Host {
  sql: SqlStorage;
  /** Work that goes on beside what asked for it. */
  alsoDo: (work: Promise<unknown>) => void;
  env: Env;
  /** As it now is. @throws when D1 cannot be asked */
  stored: (seq: number) => Promise<StoredMessage | undefined>;
  /** Writes the cards and tells everybody, in one turn. */
  show: (stored: StoredMessage, links: readonly string[], found: readonly LinkCard[]) => void;
}
interface Due extends Record<string, SqlStorageValue> {
  seq: number;
  /** Grows when the message changes while its links are looked at. */
  version: number;
}

export class LinkCardFollower implements Part {
  readonly name = "linkCards";
  readonly #room: Host;
  readonly #due: Table;
  readonly #follower: Follower<Due[]>;
  /** Messages whose pages are slow, until they are done; and since when there are any, ms since 1970. */
  readonly #slow = new Map<number, Promise<void>>();
  #slowSince = 0;
  readonly #kept = new Map<string, { card: PageCard | null; until: number }>();

  constructor(room: Host) {
    this.#room = room;
    this.#due = new Table(room.sql, "cards_due", "(seq INTEGER PRIMARY KEY, version INTEGER NOT NULL)");
    this.#follower = new Follower<Due[]>(
      {
        name: this.name,
        isDone: () => this.#next().length === 0,
        batch: () => ({ items: this.#next() }),
        carry: (due, facts) => this.#carry(facts, due),
      },
      { pauseMs: backOff, ringsAfterPause: true, pace: PACE },
    );
  }

  get next(): number | null {
    const { next } = this.#follower;
    // An object that dies in between has what was slow still to look at.
    return this.#slow.size === 0 ? next : Math.min(next ?? Infinity, this.#slowSince + SLOW_OVER_MS);
  }

  #next(): Due[] {
    return this.#due
      .rows<Due>(`SELECT * FROM cards_due ORDER BY seq LIMIT ${AT_ONCE + SLOW_MAX}`)
      .filter(({ seq }) => !this.#slow.has(seq))
      .slice(0, AT_ONCE);
  }

  posted(facts: ChannelFacts, messages: Message[]): Promise<unknown> | undefined {
    // What an import brings was said long ago, and may be a hundred thousand messages.
    const linking = messages.filter(({ body, meta }) => meta?.imported !== true && mayHaveCards(body));
    return this.#add(facts, linking);
  }

  changed(facts: ChannelFacts, after: Message, before: StoredMessage | undefined): Promise<unknown> | undefined {
    if (before === undefined || after.deletedAt !== undefined || after.body === before.body) return undefined;
    const isAbout = mayHaveCards(after.body) || after.meta?.cards !== undefined;
    return isAbout && after.meta?.imported !== true ? this.#add(facts, [after]) : undefined;
  }

  ring(facts: ChannelFacts): Promise<boolean> {
    return this.#follower.run(facts);
  }

  #add(facts: ChannelFacts, messages: readonly Message[]): Promise<unknown> | undefined {
    if (messages.length === 0) return undefined;
    const [{ waiting } = { waiting: 0 }] = this.#due.rows<{ waiting: number }>(
      `SELECT count(*) waiting FROM cards_due`,
    );
    for (const { seq } of messages.slice(0, WAITING_MAX - waiting))
      this.#due.write(`INSERT INTO cards_due VALUES (?, 1) ON CONFLICT DO UPDATE SET version = version + 1`, seq);
    return this.#follower.changed(facts);
  }

  /** @throws where D1 cannot be asked: it comes again */
  async #carry(facts: ChannelFacts, due: readonly Due[]): Promise<undefined> {
    // With every name of a character that HTML has: it comes with the first link.
    const { readPage } = await import("../../link-cards/read-page.ts");
    const isOn = await hasLinkCards(openDb(this.#room.env.DB), facts.workspaceNo);
    const linksOf = (stored: StoredMessage) => cardedLinks(stored, cardLinksIn(stored.body));
    const read = (url: string) => this.#read(url, () => readPage(this.#room.env, url));
    const looked = due.map(async ({ seq, version }) => {
      const message = await this.#room.stored(seq);
      if (message && message.deletedAt === undefined) {
        const found = isOn ? await this.#find(facts, message, linksOf(message), read) : [];
        await this.#show(facts, seq, linksOf, found);
      }
      this.#due.change(`DELETE FROM cards_due WHERE seq = ? AND version = ?`, seq, version);
    });
    try {
      await within(SLOW_AFTER_MS, Promise.all(looked));
      return undefined;
    } catch (error) {
      if (!(error instanceof TookTooLong)) throw error;
    }
    for (const [at, { seq }] of due.entries()) this.#goOnBeside(facts, seq, looked[at]!);
    // What was done in time, and as many slow ones as may be, are waited for no more.
    while (this.#slow.size > SLOW_MAX) await Promise.race(this.#slow.values());
    return undefined;
  }

  /** What fails is looked at again with what comes next. */
  #goOnBeside(facts: ChannelFacts, seq: number, looking: Promise<void>): void {
    if (this.#slow.size === 0) this.#slowSince = Date.now();
    const done = looking
      .catch((error: unknown) => log.fault(this.name, error, { channel: facts.channelId }))
      .then(() => {
        this.#slow.delete(seq);
      });
    this.#slow.set(seq, done);
    this.#room.alsoDo(done.then(() => this.#follower.run(facts)));
  }

  /** Cards of those links that have none. */
  async #find(
    { workspaceId, workspaceNo, channelId }: ChannelFacts,
    message: StoredMessage,
    links: readonly string[],
    read: (url: string) => Promise<PageCard | null>,
  ): Promise<LinkCard[]> {
    const known = cardsOf(message, links, []);
    const owner = { workspaceId, workspaceNo, channelId, message: message.id };
    const found = await Promise.all(
      links
        .filter((link) => !known.some(({ url }) => url === link))
        .map(async (link): Promise<LinkCard | null> => {
          const page = await read(link);
          if (!page) return null;
          const { picture: address, ...card } = page;
          const picture = address === undefined ? undefined : await keepPicture(this.#room.env, owner, address);
          return picture ? { ...card, picture } : card;
        }),
    );
    return found.filter((card) => card !== null);
  }

  /** What the message is by now decides: it may have been edited, deleted, or a card taken away, while the pages were asked. */
  async #show(
    facts: ChannelFacts,
    seq: number,
    linksOf: (stored: StoredMessage) => string[],
    found: readonly LinkCard[],
  ): Promise<void> {
    const stored = await this.#room.stored(seq);
    const links = stored && stored.deletedAt === undefined ? linksOf(stored) : [];
    if (stored) this.#room.show(stored, links, found);
    const shown = new Set(stored ? cardsOf(stored, links, found) : []);
    const unused = found.filter((card) => !shown.has(card)).flatMap(({ picture }) => picture ?? []);
    await dropPictures(this.#room.env, facts, unused);
  }

  async #read(url: string, ask: () => Promise<PageCard | null>): Promise<PageCard | null> {
    const now = Date.now();
    const kept = this.#kept.get(url);
    if (kept && kept.until > now) return kept.card;
    const card = await ask();
    this.#kept.delete(url);
    this.#kept.set(url, { card, until: now + (card ? KEPT_MS : KEPT_FAILURE_MS) });
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > KEPT_MAX && oldest !== undefined) this.#kept.delete(oldest);
    return card;
  }
}
