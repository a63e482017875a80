/**
 * Tells other programs what happens in this channel. What is to be told stands in the object's storage in the turn of its commit, so that it is durable
 * with it, and is carried in order, each address by itself: one that is down holds up no other. It is tried for a day at growing distance, then kept
 * as undeliverable with the reason, until somebody wants it tried again. A channel that tells nobody has no table and asks for nothing.
 */
import type { Delivery, HookEvent, Message } from "../../../protocol/index.ts";
import { NotFetched, fetchOutside } from "../../outside-fetch.ts";
import { openDb } from "../../store/db.ts";
import { subscriptionsOf } from "../../store/hooks.ts";
import { membersById, toMember } from "../../store/members.ts";
import { openSigningSecret, signatureHeaders } from "../../webhooks/signing.ts";
import type { ChannelFacts, Subscription, WebhookOrder } from "../contract.ts";
import type { StoredMessage } from "../log/room-log.ts";
import type { Part, Queue } from "../part.ts";
import { backOff } from "./back-off.ts";
import { Follower } from "./follower.ts";
import { Deliveries, type DueRow } from "./webhook-deliveries.ts";
import { eventOf, isWanted } from "./webhook-events.ts";

const KEY = "webhooks";
const TIMEOUT_MS = 10_000;
/** Nobody looks at what an address answers but for its status. */
const ANSWER_MAX_BYTES = 1_000;
const LONGEST_PAUSE_MS = 4 * 60 * 60_000;
const GIVEN_UP_AFTER_MS = 24 * 60 * 60_000;
/** RFC 9110: what was there is gone for good; Standard Webhooks has the sender stop. */
const GONE = 410;

interface Host {
  storage: DurableObjectStorage;
  env: Env;
  /** Work that goes on beside what asked for it. */
  alsoDo: (work: Promise<unknown>) => void;
  /** Something waits for a time from now on. */
  waits: () => void;
}

export class WebhookFollower implements Part {
  readonly name = "webhooks";
  readonly #room: Host;
  readonly #rows: Deliveries;
  #subscriptions: Subscription[];
  readonly #followers = new Map<string, Follower<DueRow>>();

  constructor(room: Host) {
    this.#room = room;
    this.#rows = new Deliveries(room.storage.sql);
    this.#subscriptions = room.storage.kv.get<Subscription[]>(KEY) ?? [];
  }

  async begin({ channelNo }: ChannelFacts): Promise<void> {
    const found = await subscriptionsOf(openDb(this.#room.env.DB), channelNo);
    if (found.length > 0) this.#set(found);
  }

  /** When one that failed is to be tried again, ms since 1970; null: none is. */
  get next(): number | null {
    const times = this.#subscriptions.flatMap(({ id }) => {
      const head = this.#rows.head(id);
      return head && head.tries > 0 ? [head.nextAt] : [];
    });
    return times.length === 0 ? null : Math.min(...times);
  }

  get queue(): Queue {
    return this.#rows.waiting;
  }

  posted(facts: ChannelFacts, messages: Message[]): void {
    for (const message of messages) this.#add("message.posted", facts, message);
  }

  changed(facts: ChannelFacts, after: Message, before: StoredMessage | undefined): void {
    const event = this.#subscriptions.length > 0 ? eventOf(after, before) : null;
    if (event) this.#add(event, facts, after);
  }

  ring(facts: ChannelFacts): void {
    for (const { id } of this.#subscriptions) this.#run(id, facts);
  }

  /** Null: there is no such undeliverable one. */
  order(facts: ChannelFacts, order: WebhookOrder): Delivery[] | null {
    if ("list" in order) return this.#rows.list(order.list);
    if ("set" in order) this.#become(order.set, facts);
    else if (!this.#rows.again(order.retry, order.delivery, Date.now())) return null;
    else this.#run(order.retry, facts);
    return "retry" in order ? this.#rows.list(order.retry) : [];
  }

  /** What waits for an address that was changed is tried there at once. */
  #become(subscriptions: Subscription[], facts: ChannelFacts): void {
    const elsewhere = subscriptions.filter(({ id, url }) =>
      this.#subscriptions.some((before) => before.id === id && before.url !== url),
    );
    this.#set(subscriptions);
    for (const { id } of elsewhere) {
      this.#rows.atOnce(id, Date.now());
      this.#run(id, facts);
    }
  }

  #set(subscriptions: Subscription[]): void {
    const gone = this.#subscriptions.filter(({ id }) => !subscriptions.some((one) => one.id === id));
    for (const { id } of gone) this.#rows.forget(id);
    this.#subscriptions = subscriptions;
    if (subscriptions.length === 0) this.#room.storage.kv.delete(KEY);
    else this.#room.storage.kv.put(KEY, subscriptions);
  }

  #add(event: HookEvent, facts: ChannelFacts, message: Message): void {
    for (const subscription of this.#subscriptions) {
      if (!isWanted(event, message, subscription.rules)) continue;
      this.#rows.add(subscription.id, event, message, Date.now());
      this.#run(subscription.id, facts);
    }
  }

  #run(id: string, facts: ChannelFacts): void {
    let follower = this.#followers.get(id);
    if (!follower) this.#followers.set(id, (follower = this.#follow(id)));
    this.#room.alsoDo(follower.run(facts).then(() => this.#room.waits()));
  }

  #follow(id: string): Follower<DueRow> {
    const due = () => {
      const head = this.#rows.head(id);
      return head && head.nextAt <= Date.now() ? head : null;
    };
    return new Follower<DueRow>(
      {
        name: "webhooks",
        isDone: () => due() === null,
        batch: () => {
          const items = due();
          return items && { items };
        },
        carry: (row, facts) => this.#carry(id, row, facts),
      },
      { pauseMs: backOff, ringsAfterPause: true },
    );
  }

  /** What became of it stands in its row; nothing that an address does is a fault of ours. @throws where D1 cannot be asked */
  async #carry(id: string, row: DueRow, facts: ChannelFacts): Promise<undefined> {
    const subscription = this.#subscriptions.find((one) => one.id === id);
    if (!subscription) return this.#rows.forget(id);
    const body = await this.#bodyOf(row, facts);
    const outcome = await this.#send(subscription, await this.#secretOf(subscription, facts), row, body);
    if (outcome === null) return this.#rows.arrived(id, row);
    const now = Date.now();
    const isOver = outcome.failure === "gone" || now - row.since >= GIVEN_UP_AFTER_MS;
    if (isOver) this.#rows.giveUp(id, row, outcome);
    else {
      const pause = Math.max(outcome.afterMs ?? 0, backOff(row.tries + 1, LONGEST_PAUSE_MS));
      this.#rows.failed(id, row, outcome, now + Math.min(pause, LONGEST_PAUSE_MS));
    }
    return undefined;
  }

  /** Sealed anew in D1 by a newer key, where the one that sealed what is kept here is over. @throws where D1 cannot be asked */
  async #secretOf({ id, url, secret }: Subscription, { channelNo }: ChannelFacts): Promise<string | null> {
    const { env } = this.#room;
    const opened = await openSigningSecret(env, secret, url);
    if (opened !== null) return opened;
    const found = await subscriptionsOf(openDb(env.DB), channelNo);
    const anew = found.find((one) => one.id === id && one.url === url && one.secret !== secret);
    if (!anew) return null;
    this.#set(found);
    return openSigningSecret(env, anew.secret, url);
  }

  /** Null: it arrived. */
  async #send(
    { url }: Subscription,
    secret: string | null,
    { id, tries }: DueRow,
    body: string,
  ): Promise<{ failure: NonNullable<Delivery["failure"]>; status?: number; afterMs?: number } | null> {
    if (secret === null) return { failure: "secret_lost" };
    try {
      const headers = {
        "content-type": "application/json",
        ...(await signatureHeaders(secret, id, Date.now(), body)),
        "x-place-try": String(tries + 1),
      };
      const bounds = { timeoutMs: TIMEOUT_MS, maxBytes: ANSWER_MAX_BYTES };
      const answer = await fetchOutside(this.#room.env, url, { method: "POST", headers, body, ...bounds });
      const { status } = answer;
      if (status >= 200 && status < 300) return null;
      const seconds = Number(answer.headers.get("retry-after"));
      return {
        ...{ failure: status === GONE ? "gone" : "status", status },
        ...(seconds > 0 && { afterMs: seconds * 1_000 }),
      };
    } catch (error) {
      if (error instanceof NotFetched) return { failure: error.failure };
      throw error;
    }
  }

  /** The same at every try: who wrote it is looked up, what it says was kept. */
  async #bodyOf({ event, at, message }: DueRow, { workspaceId, workspaceNo, channelId, thread }: ChannelFacts) {
    const stored = JSON.parse(message) as Message;
    const [author] = await membersById(openDb(this.#room.env.DB), workspaceNo, [stored.author]);
    const { id, name, handle, bot } = author
      ? toMember(author)
      : { id: stored.author, name: "", handle: "", bot: false };
    return JSON.stringify({
      type: event,
      timestamp: new Date(at).toISOString(),
      data: {
        workspace: workspaceId,
        channel: channelId,
        ...(thread && { parent: { channel: thread.parent.channelId, seq: thread.seq } }),
        author: { id, name, handle, ...(bot && { bot }) },
        message: stored,
      },
    });
  }
}
