/**
 * Posts on their way into the log: gathered, stored in one commit, acknowledged and told. An id that is stored already is answered
 * with what is stored, however late it comes. Whether its sender says that it is a retry decides nothing.
 */
import { GATHER_MS, refusal, type ChannelEvent, type Message } from "../../../protocol/index.ts";
import type { ChannelFacts, PostRequest, SocketIdentity, Written } from "../contract.ts";
import { log as faults } from "../../log.ts";
import { Batcher } from "./batcher.ts";
import { atOnce } from "../log/at-once.ts";
import type { RoomLog } from "../log/room-log.ts";
import type { ChannelSockets } from "../sockets/channel-sockets.ts";
import type { ThreadCopies } from "../followers/thread-copies.ts";
import type { HeldPosts } from "./held-posts.ts";
import { holdingOf, type Holding } from "./holding.ts";
import type { Trace } from "../log/trace.ts";
import { tooFast, type MessageRules } from "./rules.ts";

export type Answer = (written: Written) => void;
type GatheredPost = PostRequest & { who: SocketIdentity; answer: WebSocket | Answer; receivedAt: number };

interface Host {
  facts: () => ChannelFacts;
  log: RoomLog;
  rules: MessageRules;
  held: Pick<HeldPosts, "hold">;
  sockets: ChannelSockets;
  storage: DurableObjectStorage;
  /** A message that the log has trimmed, from D1. @throws when D1 cannot be asked */
  fetch: (seq: number) => Promise<Message | undefined>;
  /** Makes the log know all ids that only D1 has (older-ids.ts). @throws when D1 cannot be asked */
  readOlderIds: () => Promise<void>;
  /** Replies that go to the channel as well are due there from their own commit on. */
  copies: ThreadCopies;
  trace: Trace;
  /** Hears of what was stored. `afterRev`: the channel's `rev` before it. */
  posted: (messages: Message[], afterRev: number) => void;
}

export class Posts {
  readonly #room: Host;
  readonly #gathered: Batcher<GatheredPost>;

  constructor(room: Host) {
    this.#room = room;
    this.#gathered = new Batcher(GATHER_MS, (posts) => this.#commit(posts));
  }

  post(who: SocketIdentity, request: PostRequest, answer: WebSocket | Answer): void | Promise<void> {
    const { log } = this.#room;
    const post = { ...this.#named(request), who, answer, receivedAt: Date.now() };
    const seq = log.seqOf(post.id);
    if (seq !== undefined) return this.#answerStored(post, seq);
    const holding = holdingOf(this.#room.facts(), who, request);
    if (holding) return this.#hold(post, holding);
    if (log.lacksIds) return this.#addWithOlderIds(post);
    this.#gathered.add(post);
  }

  /** By the id under which it may stand since yesterday. */
  #named<P extends PostRequest>(post: P): P {
    const { keyed } = post;
    return keyed && this.#room.log.seqOf(keyed.dayBefore) !== undefined ? { ...post, id: keyed.dayBefore } : post;
  }

  async #hold(post: GatheredPost, holding: Holding): Promise<void> {
    const { facts, held } = this.#room;
    this.#answer(post, { ok: false, refusal: await held.hold(facts(), post.who, post, holding) });
  }

  /** What was stored meanwhile is known in the commit: ids outlive the trimming of the log. */
  async #addWithOlderIds(post: GatheredPost): Promise<void> {
    try {
      await this.#room.readOlderIds();
    } catch (error) {
      faults.fault("olderIds", error, { channel: this.#room.facts().channelId, trace: post.who.trace });
      return this.#answer(post, { ok: false, refusal: refusal("unavailable", { retryAfter: 5_000 }) });
    }
    const named = this.#named(post);
    const seq = this.#room.log.seqOf(named.id);
    if (seq !== undefined) return this.#answerStored(named, seq);
    this.#gathered.add(named);
  }

  #answerStored(post: GatheredPost, seq: number): void | Promise<void> {
    const { log, rules } = this.#room;
    const message = post.keyed ? log.storedMessageAt(seq) : log.at(seq);
    if (message) return this.#answer(post, rules.storedBefore(post.who, message, post));
    const wait = rules.mayTake("lookUp", post.who, Date.now());
    if (wait > 0) return this.#answer(post, tooFast(wait));
    return this.#room.fetch(seq).then(
      (stored) => this.#answer(post, rules.storedBefore(post.who, stored, post)),
      (error: unknown) => {
        faults.fault("oldMessage", error, { channel: this.#room.facts().channelId, trace: post.who.trace });
        this.#answer(post, { ok: false, refusal: refusal("unavailable", { retryAfter: 5_000 }) });
      },
    );
  }

  /** No `await` from the writes to the sends: the output gate covers only what is sent after a write of the same turn. */
  #commit(gathered: GatheredPost[]): void {
    const { facts, log, rules, sockets, storage, copies, trace, posted } = this.#room;
    const now = Date.now();
    const afterRev = log.head.rev;
    const posts = gathered.filter((post) => {
      const named = this.#named(post);
      const seq = log.seqOf(named.id);
      if (seq === undefined || log.at(seq)) return true;
      // Stored, carried over and trimmed while this one waited.
      void this.#answerStored(named, seq);
      return false;
    });
    let written: Written[];
    try {
      written = atOnce({ storage, log }, () =>
        posts.map((post) => {
          // The one of before midnight may have waited beside it.
          const result = rules.post(facts(), post.who, this.#named(post), now);
          if (post.alsoToChannel && result.ok && result.isNew) copies.add(result.message.seq, post.who);
          return result;
        }),
      );
    } catch (error) {
      // Who each of them was refused by is told a mark: all of them lead here.
      const marks = [...new Set(posts.flatMap(({ who }) => who.trace ?? []))];
      faults.fault("commit", error, { channel: facts().channelId, trace: marks.join(" ") });
      written = posts.map(() => ({ ok: false, refusal: refusal("unavailable", { retryAfter: 1_000 }) }));
    }
    const fresh = written.flatMap((result) => (result.ok && result.isNew ? [result.message] : []));
    trace.committed(fresh, afterRev, posts[0]?.receivedAt ?? now);
    const acks = new Map<WebSocket, Message[]>();
    for (const [i, result] of written.entries()) {
      const { answer } = posts[i]!;
      if (!(answer instanceof WebSocket) || !result.ok) this.#answer(posts[i]!, result);
      else if (!acks.get(answer)?.push(result.message)) acks.set(answer, [result.message]);
    }
    for (const [socket, messages] of acks) sockets.send(socket, storedFrame(messages));
    if (fresh.length > 0) posted(fresh, afterRev);
  }

  #answer({ answer, id }: GatheredPost, written: Written): void {
    if (!(answer instanceof WebSocket)) answer(written);
    else if (written.ok) this.#room.sockets.send(answer, storedFrame([written.message]));
    else this.#room.sockets.refuse(answer, id, written.refusal);
  }
}

const storedFrame = (messages: Message[]): ChannelEvent => ({
  type: "stored",
  messages: messages.map(({ id, seq, rev, at }) => ({ id, seq, rev, at })),
});
