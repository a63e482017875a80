/**
 * Posts on their way into the log: gathered, stored in one commit, acknowledged and told. A retry that may be older than the log
 * reaches is looked for in D1 first.
 */
import { GATHER_MS, mintedAt, refusal, type ChannelEvent, type Message } from "../../protocol/index.ts";
import { findMessage, firstPlaceAt, LOOK_UP_MAX } from "../store/messages.ts";
import { Gatherer } from "./gatherer.ts";
import type { RoomLog } from "./room-log.ts";
import type { RoomSockets } from "./room-sockets.ts";
import type { SocketIdentity } from "./socket-identity.ts";
import type { ThreadCopies } from "./thread-copies.ts";
import type { Trace } from "./trace.ts";
import { tooFast, type PostRequest, type Writing, type Written } from "./writing.ts";
import type { ChannelFacts } from "./channel-facts.ts";

/** How far a client's clock may be off. */
const CLOCK_SLACK_MS = 10 * 60_000;
const DAY_MS = 24 * 60 * 60_000;
/** What a retry costs that is looked for among few messages, in tokens of a thousand messages each. */
const LEAST_TOKENS = 0.1;

export type Answer = (written: Written) => void;
/** `retry`: it may be stored already. */
export type AskedPost = PostRequest & { retry?: boolean | undefined };
type GatheredPost = PostRequest & { who: SocketIdentity; answer: WebSocket | Answer; receivedAt: number };

interface Room {
  facts: () => ChannelFacts;
  log: RoomLog;
  writing: Writing;
  sockets: RoomSockets;
  d1: D1Database;
  storage: DurableObjectStorage;
  /** Replies that go to the channel as well are due there from their own commit on. */
  copies: ThreadCopies;
  trace: Trace;
  /** Hears of what was stored. `afterRev`: the channel's `rev` before it. */
  posted: (messages: Message[], afterRev: number) => void;
}

export class Posting {
  readonly #room: Room;
  readonly #gathered: Gatherer<GatheredPost>;

  constructor(room: Room) {
    this.#room = room;
    this.#gathered = new Gatherer(GATHER_MS, (posts) => this.#commit(posts));
  }

  post(who: SocketIdentity, { retry, ...request }: AskedPost, answer: WebSocket | Answer): void | Promise<void> {
    const { log } = this.#room;
    const receivedAt = Date.now();
    const gather = () => this.#gathered.add({ ...request, who, answer, receivedAt });
    if (log.seqOf(request.id) !== undefined || log.isWhole) return gather();
    // A first attempt is new, unless its id is so old that somebody forgot to say "retry". In a busy channel the log reaches
    // back for seconds only: were every young id looked for, the chat would wait for D1.
    const mayBeOlder = retry === true || mintedAt(request.id) + CLOCK_SLACK_MS < log.reachesBackTo;
    return mayBeOlder ? this.#findFirst(who, request.id, answer, gather) : gather();
  }

  async #findFirst(who: SocketIdentity, id: string, answer: WebSocket | Answer, gather: () => void): Promise<void> {
    const { log, writing, d1, facts } = this.#room;
    const now = Date.now();
    // Minted by a clock that runs ahead, the id does not say when it was stored: then the last day is searched.
    const from = mintedAt(id) > now ? now - DAY_MS : mintedAt(id) - CLOCK_SLACK_MS;
    let stored: Message | undefined;
    try {
      const { channelNo } = facts();
      const lastSeq = log.head.seq;
      const first = await firstPlaceAt(d1, channelNo, log.inOrder ? from : null, lastSeq);
      const places = Math.min(lastSeq - first + 1, LOOK_UP_MAX);
      const wait = writing.mayTake("lookUp", who, now, Math.max(LEAST_TOKENS, places / 1_000));
      if (wait > 0) return this.#answer(answer, id, tooFast(wait));
      stored = await findMessage(d1, channelNo, id, first, lastSeq);
    } catch {
      return this.#answer(answer, id, { ok: false, refusal: refusal("unavailable", { retryAfter: 5_000 }) });
    }
    if (stored) this.#answer(answer, id, writing.storedBefore(who, stored));
    else gather();
  }

  /** No `await` from the writes to the sends: the output gate covers only what is sent after a write of the same turn. */
  #commit(posts: GatheredPost[]): void {
    const { facts, log, writing, sockets, storage, copies, trace, posted } = this.#room;
    const now = Date.now();
    const afterRev = log.head.rev;
    let written: Written[];
    try {
      written = storage.transactionSync(() =>
        posts.map((post) => {
          const result = writing.post(facts(), post.who, post, now);
          if (post.alsoToChannel && result.ok && result.isNew) copies.add(result.message.seq, post.who);
          return result;
        }),
      );
    } catch (error) {
      log.reload();
      console.error(JSON.stringify({ what: "commit", channel: facts().channelId, error: String(error) }));
      written = posts.map(() => ({ ok: false, refusal: refusal("unavailable", { retryAfter: 1_000 }) }));
    }
    const fresh = written.flatMap((result) => (result.ok && result.isNew ? [result.message] : []));
    trace.committed(fresh, afterRev, posts[0]?.receivedAt ?? now);
    const acks = new Map<WebSocket, Message[]>();
    for (const [i, result] of written.entries()) {
      const { answer, id } = posts[i]!;
      if (!(answer instanceof WebSocket) || !result.ok) this.#answer(answer, id, result);
      else if (!acks.get(answer)?.push(result.message)) acks.set(answer, [result.message]);
    }
    for (const [socket, messages] of acks) sockets.send(socket, storedFrame(messages));
    if (fresh.length > 0) posted(fresh, afterRev);
  }

  #answer(answer: WebSocket | Answer, id: string, written: Written): void {
    if (!(answer instanceof WebSocket)) answer(written);
    else if (written.ok) this.#room.sockets.send(answer, storedFrame([written.message]));
    else this.#room.sockets.refuse(answer, id, written.refusal);
  }
}

const storedFrame = (messages: Message[]): ChannelEvent => ({
  type: "stored",
  messages: messages.map(({ id, seq, rev, at }) => ({ id, seq, rev, at })),
});
