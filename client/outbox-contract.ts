/** What the outbox is given, and what it tells. */
import type { Act, EditContent, PostContent, Refusal } from "../protocol/index.ts";
import type { Api } from "./api.ts";
import type { Clock, ServerClock } from "./clock.ts";
import type { OutboxEntry, OutboxStore, PostEntry } from "./outbox-entry.ts";
import type { Carried, SendFrame } from "./outbox-lane.ts";
import type { Locks } from "./ownership.ts";
import type { Signals } from "./signals.ts";

/** How an entry ended. `refusal` null: the person took it back. */
export type Outcome = ({ ok: true } & Carried) | { ok: false; refusal: Refusal | null };
export interface Sent {
  /** Empty while the outbox itself is still on its way (own-writes.ts), at most until `settled`. */
  id: string;
  /** Never rejects. It may take as long as the network is away, and does not outlive the page; the entry does. */
  settled: Promise<Outcome>;
}
export type OutboxEvent =
  /** It is on its way (again). */
  | { type: "queued"; entry: OutboxEntry }
  /** It waits, and goes out by itself later. */
  | { type: "held"; entry: OutboxEntry; refusal: Refusal }
  | { type: "carried"; entry: OutboxEntry; carried: Carried }
  /** It stays until it is retried or discarded. */
  | { type: "failed"; entry: OutboxEntry; refusal: Refusal }
  | { type: "discarded"; entry: OutboxEntry };

export interface OutboxOptions {
  api: Api;
  /** Keeps this account's entries and no others; memory where left out. */
  store?: OutboxStore;
  clock?: Clock;
  serverClock?: ServerClock;
  signals?: Signals;
  random?: () => number;
  /** Null: no other tab can be there. Left out: the browser's. */
  locks?: Locks | null;
  /** Entries per channel that may be without an answer at a time. */
  window?: number;
  /** The session ended: nothing is sent any more, everything is kept for the next sign-in of this account. */
  onSignedOut?: (refusal: Refusal) => void;
  /** A message waits for its files, of this page or of one before: they are to be brought, then `release` called. */
  onWaiting?: (entry: PostEntry) => void;
  /** The store failed: what is waiting would not survive a reload. */
  onStoreError?: (cause: unknown) => void;
}

/** What a session tells the lane of its channel. */
export interface LaneSocket {
  opened: (send: SendFrame) => void;
  lost: () => void;
  carried: (id: string, carried: Carried) => void;
  refused: (id: string, refusal: Refusal) => void;
  detach: () => void;
}

/** The outbox as what concerns one channel asks it (`outbox.ts` says what each does). */
export interface OutboxOfChannels {
  readonly serverClock: ServerClock;
  post: (channel: string, content: PostContent | string, waitingAs?: string) => Sent;
  edit: (channel: string, seq: number, content: EditContent) => Sent;
  remove: (channel: string, seq: number) => Sent;
  act: (channel: string, seq: number, act: Act) => Sent;
  retry: (id: string) => Sent | null;
  discard: (id: string) => boolean;
  entries: (channel: string) => OutboxEntry[];
  subscribe: (channel: string, listener: (event: OutboxEvent) => void) => () => void;
  attach: (channel: string) => LaneSocket;
}
