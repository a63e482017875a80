/**
 * What the live objects are to each other and to the worker: calls, orders and notices, of `protocol/` alone. The classes implement
 * it and the stubs are typed by it, so that nobody who calls an object imports it.
 *
 * workerd's generated stub types give up on values that carry unknown fields (a message's `meta`), so the methods are named here;
 * arguments and results are structured clones as with every call. Objects of the build before may call these of this one: a field is
 * added, never renamed.
 */
import type {
  Act,
  Closed,
  Delivery,
  OutgoingRules,
  EditContent,
  ImportMessage,
  Member,
  Message,
  MessageFile,
  MyChannel,
  Page,
  PostContent,
  RateLimit,
  Refusal,
  Role,
  Scope,
  ShownChannel,
  Settings,
  TraceStep,
  VisitorKind,
  Widget,
  WorkspaceEvent,
} from "../../protocol/index.ts";
import { isStaff } from "../../protocol/ranks.ts";
import type { ChannelFacts } from "./facts.ts";
import type { Moved, MoveOrder } from "./moving.ts";
import type { Audience, MovedBack, RoomNotice } from "./notices.ts";
import type { TakenOut, TakeOutOrder } from "./taken-out.ts";
import type { Ticket } from "./ticket.ts";

export type { ChannelFacts } from "./facts.ts";
export type { Audience, MovedBack, NamedMembers, RoomNotice } from "./notices.ts";
export type { FileTicket, Ticket, UploadTicket } from "./ticket.ts";

/** How somebody is in a widget, and what it allows them. */
interface Visit {
  /** Public id of the widget. */
  widget: string;
  /** Origin. */
  site: string;
  kind: VisitorKind;
  writes: boolean;
  /** What they write waits for the teaching team. */
  holds: boolean;
  /** When their token ends, ms. */
  until: number;
}
/** Told by the worker when it hands a socket over; trusted, because only the worker can reach the object. */
export interface SocketIdentity {
  /** Public member id. */
  member: string;
  memberNo: number;
  /** Imported people whom they were found to be: what those wrote is theirs. */
  was?: string[];
  /** Folded handle: what a mention is matched against. */
  handleKey: string;
  role: Role;
  mutedUntil: number | null;
  /** Public session id, and the key to look the session up again. */
  session: string;
  tokenHash: string;
  /** Made the channel. */
  creator?: boolean;
  /** In a direct message: why the other one is not written to. */
  closed?: Closed | null;
  /** What they let others see of them; absent: everything. */
  privacy?: Privacy;
  /** They see the channel in a widget. A `reader` there has no member: `member` and `memberNo` are nobody's. */
  visit?: Visit;
  /** A program, and what it may do at most. */
  scope?: Scope | null;
  /** The class is over: they read, and do not write. */
  classArchived?: boolean;
  /** Their class asks its teaching team for a second factor, and they have none. */
  lacksFactor?: boolean;
  /** The mark of the request that came to the object with it: for the log, and for whom the object refuses something. */
  trace?: string;
}

export const isReader = ({ visit }: Pick<SocketIdentity, "visit">): boolean => visit?.kind === "reader";

/** Of the teaching team, with all that it may. */
export const isProvenStaff = ({ role, lacksFactor }: Pick<SocketIdentity, "role" | "lacksFactor">): boolean =>
  isStaff(role) && lacksFactor !== true;

export type Privacy = Pick<Settings, "readReceipts" | "typing" | "presence">;

export type PostRequest = PostContent & {
  id: string;
  /** It is a reply that goes to this channel as well. Only a thread's room says so. */
  fromThread?: ThreadCopy["fromThread"];
  /** Its id is made of a key of its sender's (http/idempotency.ts), and would have been that one a day before. */
  keyed?: { dayBefore: string };
  /** It came by an address that posts, under a name of its own where there is one. Only the worker says so. */
  program?: { as?: string };
  /** It waited, and one of the teaching team lets it through. Only the worker says so. */
  approved?: true;
  /** … with these files: whose bytes stay the reply's; or as their tickets said when it was written, of a scheduled message and one that waited. */
  copied?: MessageFile[] | undefined;
};

/** What the worker asks of a room about the addresses that are told of it. */
export type WebhookOrder = { set: Subscription[] } | { list: string } | { retry: string; delivery: string };
/** An address that is told of a channel; `rules.mention` is folded. */
export interface Subscription {
  id: string;
  url: string;
  secret: string;
  rules: OutgoingRules;
}

export type ChangeRequest = { seq: number } & (
  ({ type: "edit" } & EditContent) | { type: "delete" } | { type: "act"; act: Act }
);

/** `isNew` is false for a retry of what was stored before, and for a change that changed nothing. */
/** `left`: how often they may at once, out of `burst`, which `perSecond` fills up; said to who asks over HTTP. */
export interface RateLeft extends RateLimit {
  policy: "post" | "program" | "change";
  left: number;
}
export type Written = ({ ok: true; message: Message; isNew: boolean } | { ok: false; refusal: Refusal }) & {
  rate?: RateLeft;
};

/** One of the three places at most; none: the newest page. */
export interface PageAsked {
  before?: number | undefined;
  after?: number | undefined;
  around?: number | undefined;
  limit: number;
}

/** From the block in which a place stands, or changes alone after the one of that number. */
export type ProofAsked = { from: number } | { changesAfter: number };

export type Versions = { ok: true; versions: { body: string; at: number }[] } | { ok: false; refusal: Refusal };

export interface ThreadCopy {
  id: string;
  author: string;
  body: string;
  files?: MessageFile[] | undefined;
  deleted: boolean;
  fromThread: { channel: string; seq: number; root: number };
}

export interface ThreadSummary {
  channel: string;
  /** Messages that are not deleted. */
  count: number;
  lastAt: number;
  /** Who answered first. */
  people: string[];
  /** The thread's `rev`: of two summaries the higher one is the truth. */
  rev: number;
}

/** `places`: where each message of the batch now stands. */
export type Imported = {
  stored: number;
  known: number;
  places: { id: string; seq: number }[];
  /** Nothing was stored: this message, the newest, was brought by no import. */
  takenOverBy?: { message: string; author: string };
};

export type Delivered = { ok: true; message: Message } | { ok: false; refusal: Refusal };

export type RoomOrder =
  /** `shown`: what visitors see of the channel now. */
  | { type: "rulesChanged"; rules: RoomRules; shown?: ShownChannel }
  /** Of a thread, told to itself. */
  | { type: "lockChanged"; locked: boolean }
  /** Of the class. */
  | { type: "heldWordsChanged"; words: readonly string[] }
  | { type: "memberLeft"; member: string }
  | {
      type: "standingChanged";
      member: string;
      standing: { role: Role; mutedUntil: number | null; scope?: Scope; was?: string[]; lacksFactor?: boolean };
    }
  /** In a direct message: why each of these members may not write to the other. */
  | { type: "directChanged"; closed: Record<string, Closed | null> }
  | { type: "privacyChanged"; member: string; privacy: Privacy }
  | { type: "sessionEnded"; session: string }
  /** How the widget of the channel is set now; null: it is gone. */
  | { type: "widgetChanged"; widget: string; rules: WidgetRules | null }
  /** The class is over, or goes on. */
  | { type: "classChanged"; archived: boolean }
  /** Somebody else than before may want to be notified of every message. */
  | { type: "toldOfAllChanged" }
  /** What a guest wrote and waited for the teaching team does not wait any more. */
  | { type: "heldDecided"; member: string; message: string; posted: boolean };

/** Absent or undefined: so no more. */
export type RoomRules = Pick<ChannelFacts, "posting" | "archived" | "slow" | "holds" | "keepDays">;
export type WidgetRules = Pick<Widget, "on" | "sites" | "read" | "write" | "guests" | "holds">;

/** The object of a channel or thread. Where `facts` are taken, they may be newer than what it knows of itself. */
export interface Room {
  /** Stores a message, once for each id. */
  post(facts: ChannelFacts, who: SocketIdentity, request: PostRequest): Promise<Written>;
  /** Edits, deletes, reacts, votes, pins, sets checkpoints. */
  change(facts: ChannelFacts, who: SocketIdentity, request: ChangeRequest): Promise<Written>;
  /** Earlier wordings, oldest first: for the author and, in channels, the teaching team. */
  versions(facts: ChannelFacts, who: SocketIdentity, seq: number): Promise<Versions>;
  /** Which way a message took through the room; empty where that was forgotten. Null: there is no such message. */
  traceOf(facts: ChannelFacts, seq: number): Promise<TraceStep[] | null>;
  /** One message as it now is. */
  messageAt(facts: ChannelFacts, seq: number): Promise<Message | undefined>;
  /** The newest page, from memory: nothing is read in D1. */
  newestPage(facts: ChannelFacts, limit: number): Promise<Page>;
  /**
   * JSON of a `Page` for somebody whom the worker looked up then (ms since 1970): while their lease lasts, their token's hash will do.
   * @returns null: something changed about them since, and they have to be looked up again
   */
  page(facts: ChannelFacts, who: SocketIdentity, lookedUpAt: number, asked: PageAsked): Promise<string | null>;
  /** JSON of a `Page` for whoever holds a lease here; null: they have to be looked up. */
  pageByLease(tokenHash: string, asked: PageAsked): Promise<string | null>;
  /** What a page from D1 may lack: changes after `rev` to the places `from` to `to`, and the channel's head. */
  changesWithin(
    facts: ChannelFacts,
    from: number,
    to: number,
    rev: number,
  ): Promise<{ changes: Message[]; head: { seq: number; rev: number } }>;
  /** JSON of a `Proof` (protocol/transcript/proof.ts); null: it cannot be told just now. @throws when D1 cannot be asked */
  proof(facts: ChannelFacts, asked: ProofAsked): Promise<string | null>;
  /**
   * Stores a batch that an import brings, in its order. Safe to repeat: what is stored stays as it is. An import comes to its end
   * where people write: behind a message that no import brought, nothing more is stored.
   * @param brought id of the newest message, where its author has no account: messages were not marked in the beginning
   */
  importMessages(facts: ChannelFacts, messages: ImportMessage[], brought?: string): Promise<Imported>;
  /** Somebody read without a socket. @returns how far: nobody has read further than there is. The mark itself goes to D1 */
  read(facts: ChannelFacts, who: SocketIdentity, seq: number): Promise<number>;
  /** The one thing that moves a read mark back. @throws when D1 cannot be asked */
  moveReadBack(facts: ChannelFacts, who: SocketIdentity, seq: number): Promise<number>;
  /** What changed about those who are in the channel, for it and its threads. */
  order(order: RoomOrder): Promise<void>;
  /** What the channel's room was told, for a thread of it. @returns false: nobody has a socket here */
  obey(order: RoomOrder): Promise<boolean>;
  /** @param at ms since 1970, when this item is to be posted; null: not any more */
  schedule(facts: ChannelFacts, id: string, at: number | null): Promise<void>;
  /** Posts a scheduled item now. */
  deliver(facts: ChannelFacts, id: string): Promise<Delivered>;
  /** Of a thread on the message at `seq`. @returns false: D1 does not have it yet, so it is to be told again */
  threadChanged(facts: ChannelFacts, seq: number, summary: ThreadSummary): Promise<boolean>;
  /** A reply that goes to the channel as well. `who`: its author, while it is to be posted. @returns why not, for good */
  takeCopy(facts: ChannelFacts, copy: ThreadCopy, who: SocketIdentity | null): Promise<Refusal | null>;
  /**
   * Brings the history at these places into the search index; none where `to` is before `from`.
   * @returns how many changes of this room the index lacks; null: it, or D1, is away
   */
  reindex(
    facts: ChannelFacts,
    from: number,
    to: number,
  ): Promise<{ behind: number; behindSince: number | null } | null>;
  /** What became of what an address was told: the newest first. Null: there is nothing to try again. */
  webhooks(facts: ChannelFacts, order: WebhookOrder): Promise<Delivery[] | null>;
  /** Signs for a file whose bytes are in R2, or for an upload that was begun. */
  signFile(facts: ChannelFacts, ticket: Ticket): Promise<string>;
  /** What was signed here before; null where it was not, or has ended. */
  readTicket(facts: ChannelFacts, signed: string): Promise<Ticket | null>;
  /** Safe to repeat. @throws when D1 cannot be asked */
  takeOut(facts: ChannelFacts, order: TakeOutOrder): Promise<TakenOut>;
  /** Which of these files stand in no message of this channel. @throws when D1 cannot be asked */
  unpostedFiles(facts: ChannelFacts, files: { id: string; message: string }[]): Promise<string[]>;
  /** Messages go to another channel, or come back (moving.ts). @throws when D1 cannot be asked: what was begun goes on */
  move(facts: ChannelFacts, order: MoveOrder): Promise<Moved>;
  /** Somebody has a socket in this thread: it is to hear of who loses their place. */
  threadOpened(channelId: string): Promise<void>;
}

/** The object of a class: who is there, and what they are told outside of an open channel. */
export interface Hub {
  /** What is new in a channel. @returns who is here, where a message said `@here`; else null */
  notice(notice: RoomNotice): Promise<string[] | null>;
  /** `by`: public id of the session whose act it was. */
  tell(audience: Audience, event: WorkspaceEvent, by?: string): Promise<void>;
  /** Moves read marks that came over HTTP on the reader's other tabs: channel id → seq. `back`: it went back. */
  read(member: string, reads: Record<string, number>, back?: MovedBack): Promise<void>;
  /** What somebody lets others see of them. */
  privacyChanged(member: string, privacy: Privacy): Promise<void>;
  channelJoined(channelId: string, joined: { member: string; channel: MyChannel }[]): Promise<void>;
  channelLeft(channelId: string, member: string): Promise<void>;
  memberGone(member: Member): Promise<void>;
  /** The class was deleted: whoever is there is put out. */
  classGone(): Promise<void>;
  sessionEnded(session: string): Promise<void>;
  /** @returns sessions of these members that have a tab in view, which somebody touched lately */
  inView(members: string[]): Promise<string[]>;
  /** Takes words that are new in the search index into its dictionary. Not more than one object at a time has to. */
  refreshDictionary(): Promise<void>;
}
