/**
 * Notifies people's browsers of what was said here while PLACE is closed in them: mentions and direct messages, and everything where somebody
 * wants that; nothing to who has it before them, was muted it, or does not want to be disturbed. What a browser is told is how its owner stands
 * now, and not what happened: many messages are one notification, and what was read or deleted before it goes out is not in it.
 *
 * A message costs nothing for it where it concerns nobody who is notified, and no message waits for it. Pushes go out at most forty at a time,
 * since a free worker may ask fifty addresses in a run; what a push service does not take is tried three times in all.
 */
import { log as faults } from "../../log.ts";
import { deliver, type Push } from "../../push/deliver.ts";
import { pushesAreOff, pushKeysOf } from "../../push/keys.ts";
import type { PushAnswer } from "../../push/send.ts";
import { forgetGone, type PushTarget } from "../../store/push-devices.ts";
import { readCalled, readRecipients, readToldOfAll, type Recipient, type Whom } from "../../store/push-recipients.ts";
import { ROOM_KEEPS_MESSAGES, type Message } from "../../../protocol/index.ts";
import type { ChannelFacts } from "../contract.ts";
import type { RoomLog } from "../log/room-log.ts";
import type { Part, Queue } from "../part.ts";
import type { ReadMarks } from "../readers/read-marks.ts";
import type { ChannelSockets } from "../sockets/channel-sockets.ts";
import { hubOf } from "../stubs.ts";
import { backOff } from "./back-off.ts";
import { Follower } from "./follower.ts";
import { PushQueue, type Queued } from "./push-queue.ts";
import { concernedBy, isNews, pushOf, worthTelling } from "./push-telling.ts";

/** `seq` of the newest message of which somebody was notified; there in rooms that notified somebody alone. */
const KEY = "push";
const SENDS_AT_ONCE = 40;
const TRIES_MAX = 3;
const LONGEST_PAUSE_MS = 60 * 60_000;
/** What follows a push within seconds is merged, and goes out that soon. */
const EVERY_MS = 3_000;
/** Longer than forty pushes take. */
const BUSY_MS = 90_000;
/** Who wants to hear of everything is asked again so often; a change is told (`toldOfAllChanged`). */
const TOLD_OF_ALL_MS = 5 * 60_000;

interface Host {
  storage: DurableObjectStorage;
  env: Env;
  log: RoomLog;
  marks: Pick<ReadMarks, "of">;
  sockets: Pick<ChannelSockets, "ofMember" | "attachments">;
  /** Work that goes on beside what asked for it. */
  alsoDo: (work: Promise<unknown>) => void;
  /** Something waits for a time from now on. */
  waits: () => void;
}

/** One browser that is to be told. */
interface Planned {
  person: Recipient;
  target: PushTarget;
  unread: Message[];
  queued: Queued | undefined;
}

export class PushFollower implements Part {
  readonly name = "push";
  readonly #room: Host;
  readonly #queue: PushQueue;
  readonly #follower: Follower<Message[]>;
  /** What was posted and is not looked at yet. */
  #waiting: Message[] = [];
  /** Somebody was notified: the next ones are not before that, ms since 1970. Rooms that notify nobody hold nothing, and set no alarm. */
  #notBefore = 0;
  #heldUntil: number | null = null;
  /** Pushes are on their way: what waits in the queue is theirs, unless they have not come back by then. 0: none are. */
  #busyUntil = 0;
  #toldUpTo: number | undefined;
  /** What was posted before the object slept was looked at, or had no need to be. */
  #isRecovered = false;
  #toldOfAll: { at: number; memberNos: readonly number[] } | null = null;

  constructor(room: Host) {
    this.#room = room;
    this.#queue = new PushQueue(room.storage.sql);
    this.#toldUpTo = room.storage.kv.get<number>(KEY);
    this.#follower = new Follower<Message[]>(
      {
        name: "push",
        isDone: () => Date.now() < this.#notBefore || !this.#hasWork(),
        batch: () => ({ items: this.#waiting }),
        carry: (messages, facts) => this.#carry(messages, facts),
      },
      { pauseMs: backOff, ringsAfterPause: true },
    );
  }

  /** When somebody is to be told, or told again, ms since 1970; null: nobody waits. */
  get next(): number | null {
    const queued = this.#queue.next;
    const due = queued === null ? null : Math.max(queued, this.#busyUntil);
    const times = [this.#follower.next, this.#heldUntil, due].filter((at) => at !== null);
    return times.length === 0 ? null : Math.min(...times);
  }

  get queue(): Queue {
    return { behind: this.#queue.count, since: this.#follower.failingSince };
  }

  posted(facts: ChannelFacts, messages: Message[]): void {
    if (facts.archived || this.#isOff()) return;
    const now = Date.now();
    const news = messages.filter((message) => isNews(message, now));
    if (news.length === 0 || !this.#mayConcern(news, facts, now)) return;
    this.#waiting.push(...news);
    this.#run(facts);
  }

  /** Others of the room are not held up by a push service. */
  ring(facts: ChannelFacts): void {
    this.#recover();
    if (this.#hasWork()) this.#run(facts);
  }

  /** Somebody else than before may want to hear of everything. */
  toldOfAllChanged(): void {
    this.#toldOfAll = null;
  }

  #isOff(): boolean {
    const { env } = this.#room;
    return pushesAreOff(env) || pushKeysOf(env).length === 0;
  }

  #run(facts: ChannelFacts): void {
    if (Date.now() < this.#notBefore) {
      this.#heldUntil = this.#notBefore;
      return;
    }
    this.#heldUntil = null;
    this.#busyUntil = Date.now() + BUSY_MS;
    const work = this.#follower.run(facts).then(() => {
      this.#busyUntil = 0;
      if (this.#hasWork() && this.#notBefore > Date.now()) this.#heldUntil = this.#notBefore;
      this.#room.waits();
    });
    this.#room.alsoDo(work);
  }

  #hasWork(): boolean {
    const now = Date.now();
    this.#waiting = this.#waiting.filter((message) => isNews(message, now));
    return this.#waiting.length > 0 || (this.#queue.next ?? Infinity) <= now;
  }

  #mayConcern(messages: readonly Message[], facts: ChannelFacts, now: number): boolean {
    if (concernedBy(messages, facts)) return true;
    const { at = 0, memberNos = [] } = this.#toldOfAll ?? {};
    return now - at > TOLD_OF_ALL_MS || memberNos.length > 0;
  }

  /** An object that ended between a commit and its pushes: what is new since the last of them is looked at once more. */
  #recover(): void {
    if (this.#isRecovered) return;
    this.#isRecovered = true;
    const { log } = this.#room;
    const [told, now] = [this.#toldUpTo, Date.now()];
    if (told === undefined || log.head.seq <= told) return;
    const waiting = new Set(this.#waiting.map(({ seq }) => seq));
    const missed = log.newest(Math.min(log.head.seq - told, ROOM_KEEPS_MESSAGES));
    this.#waiting.unshift(...missed.filter((message) => isNews(message, now) && !waiting.has(message.seq)));
  }

  /** @throws where D1 or the hub cannot be asked: all of it is carried again then */
  async #carry(messages: readonly Message[], facts: ChannelFacts): Promise<undefined> {
    // Switched off meanwhile: what waited is not told later, when it is old.
    if (pushesAreOff(this.#room.env)) return this.#forgetAll();
    const now = Date.now();
    const queue = new Map(this.#queue.all().map((row) => [row.device, row]));
    const due = [...queue.values()].filter((row) => row.next_at <= now);
    const whom = await this.#whom(messages, due, facts, now);
    const planned = whom ? await this.#plan(whom, messages, queue, facts, now) : [];
    // Read, muted, deleted or signed out meanwhile.
    for (const { device } of due) if (!planned.some(({ target }) => target.id === device)) this.#queue.forget(device);
    if (planned.length > 0) await this.#tell(planned, messages, facts);
    const looked = new Set(messages);
    this.#waiting = this.#waiting.filter((message) => !looked.has(message));
    return undefined;
  }

  #forgetAll(): undefined {
    for (const { device } of this.#queue.all()) this.#queue.forget(device);
    this.#waiting = [];
  }

  async #whom(
    messages: readonly Message[],
    due: readonly Queued[],
    { kind, channelNo }: ChannelFacts,
    now: number,
  ): Promise<Whom | null> {
    const concerned = messages.length > 0 ? concernedBy(messages, { kind }) : null;
    if (concerned && "everyone" in concerned) return concerned;
    if (messages.length > 0 && now - (this.#toldOfAll?.at ?? 0) > TOLD_OF_ALL_MS)
      this.#toldOfAll = { at: now, memberNos: await readToldOfAll(this.#room.env.DB, channelNo) };
    const toldOfAll = messages.length > 0 ? (this.#toldOfAll?.memberNos ?? []) : [];
    const memberNos = [...new Set([...toldOfAll, ...due.map(({ member_no }) => member_no)])];
    const handleKeys = concerned?.handleKeys ?? [];
    return memberNos.length > 0 || handleKeys.length > 0 ? { memberNos, handleKeys } : null;
  }

  async #plan(
    whom: Whom,
    messages: readonly Message[],
    queue: ReadonlyMap<string, Queued>,
    facts: ChannelFacts,
    now: number,
  ): Promise<Planned[]> {
    const { env, log, marks, sockets } = this.#room;
    const { channelNo, workspaceNo, thread } = facts;
    const channel = { channelNo, homeNo: thread?.parent.channelNo ?? channelNo, workspaceNo };
    const people = await readRecipients(env.DB, channel, whom, now);
    const looking = await this.#looking(people, facts);
    // From here on nothing is awaited: what is told is how it stands now.
    const newest = people.length > 0 ? log.newest(ROOM_KEEPS_MESSAGES) : [];
    const first = messages[0]?.seq ?? Infinity;
    return people.flatMap((person) => {
      if (looking.has(person.member)) return [];
      const readSeq = marks.of(person.memberNo, person.readSeq, sockets.ofMember(person.member));
      const unread = worthTelling(newest, person, facts, readSeq, now);
      const last = unread.at(-1)?.seq ?? 0;
      return person.devices.flatMap((target) => {
        const queued = queue.get(target.id);
        // One that waits for its push service is told of this too, then.
        const isTurn = queued ? queued.next_at <= now : true;
        return isTurn && last >= (queued?.seq ?? first) ? [{ person, target, unread, queued }] : [];
      });
    });
  }

  /** Who has this channel before them: a socket here, and a tab in view in the same browser. */
  async #looking(people: readonly Recipient[], { workspaceId }: ChannelFacts): Promise<Set<string>> {
    const { sockets, env } = this.#room;
    const here = new Map(
      people.map(({ member }) => [
        member,
        sockets.ofMember(member).map((socket) => sockets.attachments.of(socket).session),
      ]),
    );
    const members = [...here].flatMap(([member, sessions]) => (sessions.length > 0 ? [member] : []));
    if (members.length === 0) return new Set();
    const inView = new Set(await hubOf(env, workspaceId).inView(members));
    return new Set(members.filter((member) => here.get(member)?.some((session) => inView.has(session))));
  }

  async #tell(planned: readonly Planned[], messages: readonly Message[], facts: ChannelFacts): Promise<void> {
    const { env, storage } = this.#room;
    const [now, later] = [planned.slice(0, SENDS_AT_ONCE), planned.slice(SENDS_AT_ONCE)];
    const called = now.some(({ target }) => target.words)
      ? await readCalled(
          env.DB,
          facts.thread?.parent.channelNo ?? facts.channelNo,
          now.map(({ unread }) => unread.at(-1)!.author),
        )
      : null;
    this.#notBefore = Date.now() + EVERY_MS;
    for (const one of later) this.#queue.put(rowOf(one, one.queued?.tries ?? 0, Date.now()));
    const pushes = now.map(({ target, unread, person }): Push => pushOf(target, unread, person, facts, called));
    const answers = await deliver(env, pushes);
    now.forEach((one, at) => this.#answered(one, answers[at]!, facts));
    await forgetGone(
      env.DB,
      now.flatMap(({ target }, at) => (answers[at]?.outcome === "gone" ? [target] : [])),
    );
    const upTo = messages.at(-1)?.seq;
    if (upTo !== undefined) storage.kv.put(KEY, (this.#toldUpTo = upTo));
  }

  #answered(one: Planned, answer: PushAnswer, { channelId }: ChannelFacts): void {
    const tries = (one.queued?.tries ?? 0) + 1;
    if (answer.outcome === "later" && tries < TRIES_MAX) {
      const pause = Math.min(Math.max(answer.afterMs ?? 0, backOff(tries)), LONGEST_PAUSE_MS);
      return this.#queue.put(rowOf(one, tries, Date.now() + pause));
    }
    if (one.queued) this.#queue.forget(one.target.id);
    if (answer.outcome === "sent" || answer.outcome === "gone") return;
    const said = answer.status === undefined ? "no answer" : `status ${answer.status}`;
    faults.fault("push", new Error(said), { channel: channelId, tries });
  }
}

const rowOf = ({ target, person, unread, queued }: Planned, tries: number, at: number): Queued => ({
  ...{ device: target.id, member_no: person.memberNo, tries, next_at: at },
  seq: queued?.seq ?? unread.at(-1)!.seq,
});
