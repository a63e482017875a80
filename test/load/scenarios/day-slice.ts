/**
 * Some minutes of a class's day, lived through by the client that people have: sixty tabs that look on, a quarter of the class with a
 * second device, a message every 3.6 s, of which some name somebody and some are replies in threads; typing, reactions, edits, drafts,
 * read marks when something was seen, heartbeats, leases. What is counted is what all of it costs together.
 */
import {
  ChannelSession,
  createApi,
  createMemoryOutboxStore,
  Outbox,
  silentSignals,
  WorkspaceSession,
  type Api,
} from "../../../client/index.ts";
import { SeededRandom } from "../../support/seeded-random.ts";
import { WORKSPACE } from "../bench-class.ts";
import type { CountingPlace } from "../counting-place.ts";
import type { Counts } from "../counts.ts";
import { pause } from "../pace.ts";

export const PEOPLE = 60;
export const MESSAGE_EVERY_S = 3.6;
/** Part of the class that has PLACE open twice, all day. */
const WITH_ANOTHER_DEVICE = 0.25;
/** Of the messages. */
const [IN_THREADS, NAMING, REACTED_TO, EDITED] = [0.15, 0.05, 0.2, 0.05];
const REPLIES_A_THREAD = 5;
/** Kept drafts: twenty a person a day of ten hours. */
const DRAFT_EVERY_S = 30;
/** Something is seen within that after it came. */
const SEEN_WITHIN_S = 3;
/** Marks begin at another time in each tab, and go out once a minute. */
const WARM_UP_S = 75;

const LINE = "Why is the last one off by one again? I counted the posts of the fence and not the gaps.";
const quiet = { signals: silentSignals, schedule: (run: () => void) => run() };

class Person {
  readonly api: Api;
  readonly outbox: Outbox;
  readonly tabs: WorkspaceSession[];
  readonly channel: ChannelSession;

  constructor(url: string, token: string, channel: string, hasTwoDevices: boolean, random: () => number) {
    this.api = createApi({ baseUrl: url, token });
    this.outbox = new Outbox({ api: this.api, store: createMemoryOutboxStore(), locks: null, ...quiet });
    this.tabs = Array.from(
      { length: hasTwoDevices ? 2 : 1 },
      () => new WorkspaceSession({ api: this.api, workspace: WORKSPACE, ...quiet }),
    );
    this.channel = this.session(channel, random);
  }

  /** As the app opens a channel (web/src/lib/conversation/open-channels.svelte.ts). */
  session(channel: string, random: () => number): ChannelSession {
    const [tab] = this.tabs;
    const state = () => tab?.snapshot().state;
    const session = new ChannelSession({
      api: this.api,
      channel,
      outbox: this.outbox,
      isReadAwaited: () => false,
      devices: {
        areThere: () => (state()?.devices ?? 1) > 1,
        sendRead: (seq) => tab?.sendRead(channel, seq) ?? false,
        readSeq: () => state()?.channels.get(channel)?.readSeq ?? 0,
      },
      onRead: (seq) => tab?.apply({ type: "read", channel, seq }),
      ...quiet,
    });
    session.onPosted(({ seq }) => setTimeout(() => session.markRead(seq), random() * SEEN_WITHIN_S * 1_000));
    return session;
  }

  async open(): Promise<void> {
    await this.outbox.start();
    for (const tab of this.tabs) tab.open();
    this.channel.open();
  }

  close(): void {
    this.channel.close();
    for (const tab of this.tabs) tab.close();
    this.outbox.stop();
  }
}

/** @param seconds how long it is counted */
export async function liveThrough(
  place: CountingPlace,
  channel: string,
  seconds: number,
): Promise<{ counts: Counts; messages: number; replies: number }> {
  const random = new SeededRandom(7).next;
  const people = Array.from(
    { length: PEOPLE },
    (_, i) => new Person(place.url, place.token(i), channel, i < PEOPLE * WITH_ANOTHER_DEVICE, random),
  );
  for (const person of people) await person.open();
  await spread(people, random);
  const talk = new Talk(people, channel, random);
  await talk.for(WARM_UP_S);
  await place.counts();
  const before = { messages: talk.messages, replies: talk.replies };
  await talk.for(seconds);
  const counts = await place.counts();
  talk.end();
  for (const person of people) person.close();
  return { counts, messages: talk.messages - before.messages, replies: talk.replies - before.replies };
}

/** Until everybody is in, and has begun to read at a time of their own. */
async function spread(people: Person[], random: () => number): Promise<void> {
  while (people.some(({ channel, tabs }) => !channel.snapshot().ready || tabs.some((tab) => !tab.snapshot().state)))
    await pause(100);
  for (const { channel } of people) {
    const newest = channel.snapshot().messages.at(-1)?.seq ?? 0;
    setTimeout(() => channel.markRead(newest), random() * WARM_UP_S * 800);
  }
}

class Talk {
  readonly #people: Person[];
  readonly #channel: string;
  readonly #random: () => number;
  readonly #threads: ChannelSession[] = [];
  messages = 0;
  replies = 0;
  #draftsDue = 0;

  constructor(people: Person[], channel: string, random: () => number) {
    this.#people = people;
    this.#channel = channel;
    this.#random = random;
  }

  async for(seconds: number): Promise<void> {
    const began = performance.now();
    for (let said = 1; said * MESSAGE_EVERY_S <= seconds; said++) {
      await this.#say();
      await pause(Math.max(0, began + said * MESSAGE_EVERY_S * 1_000 - performance.now()));
    }
  }

  end(): void {
    for (const thread of this.#threads) thread.close();
  }

  async #say(): Promise<void> {
    this.messages += 1;
    const who = this.#somebody();
    const isReply = this.#comesNow(IN_THREADS);
    if (isReply) return this.#reply(who);
    // Some seconds of typing.
    who.channel.typing();
    await pause(MESSAGE_EVERY_S * 900);
    who.channel.typing();
    const body = this.#comesNow(NAMING) ? `@user${1 + Math.floor(this.#random() * PEOPLE)} ${LINE}` : LINE;
    who.channel.send(body);
    const [seen] = who.channel.snapshot().messages.slice(-5);
    if (seen && this.#comesNow(REACTED_TO))
      this.#somebody().channel.act(seen.seq, { type: "react", emoji: "👍", on: true });
    const mine = who.channel
      .snapshot()
      .messages.findLast(({ author }) => author === who.tabs[0]?.snapshot().state?.me.member);
    if (mine && this.#comesNow(EDITED)) who.channel.edit(mine.seq, `${LINE} ${this.messages}`);
    this.#draftsDue += MESSAGE_EVERY_S / DRAFT_EVERY_S;
    if (this.#draftsDue >= 1) {
      this.#draftsDue -= 1;
      await this.#somebody().api.call(
        "personal.keepDraft",
        { channel: this.#channel },
        { body: `${LINE} ${this.messages}` },
      );
    }
  }

  /** Three people talk in a thread, one after another. */
  async #reply(who: Person): Promise<void> {
    if (this.replies % REPLIES_A_THREAD === 0) {
      this.end();
      this.#threads.length = 0;
      const root = who.channel.snapshot().messages.at(-3)?.seq ?? 1;
      const { channel } = await who.api.call("threads.start", { channel: this.#channel, seq: root });
      for (let i = 0; i < 3; i++) {
        const session = this.#somebody().session(channel.id, this.#random);
        session.open();
        this.#threads.push(session);
      }
    }
    this.#threads[this.replies % 3]?.send(LINE);
    this.replies += 1;
  }

  #somebody(): Person {
    return this.#people[Math.floor(this.#random() * this.#people.length)] as Person;
  }

  /** For this part of the messages, evenly. */
  #comesNow(part: number): boolean {
    return Math.floor(this.messages * part) > Math.floor((this.messages - 1) * part);
  }
}
