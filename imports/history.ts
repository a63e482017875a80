/** The neutral form of a history: what every export is read into, and all that the upload knows of it. */
import { CannotImport } from "./cannot-import.ts";
import type { Findings } from "./findings.ts";

/** Also what the keys of people and channels begin with: `slack:U0123`. */
export type Source =
  "slack" | "discord" | "mattermost" | "irc" | "telegram" | "whatsapp" | "zulip" | "matrix" | "teams";
/** By the names that they have everywhere. */
export const SOURCE_NAMES: Readonly<Record<Source, string>> = {
  ...{ slack: "Slack", discord: "Discord", mattermost: "Mattermost", irc: "IRC", telegram: "Telegram" },
  ...{ whatsapp: "WhatsApp", zulip: "Zulip", matrix: "Matrix", teams: "Microsoft Teams" },
};
export type ChannelKind = "public" | "private" | "dm" | "group";

export interface SourcePerson {
  /** Known to the server by this: `slack:U0123`. */
  key: string;
  /** As the source has it; the server makes a valid one of it. */
  handle: string;
  name: string;
}

export interface SourceFile {
  name: string;
  url?: string;
  /** Bytes. */
  size?: number;
}

export interface SourceReaction {
  emoji: string;
  /** Keys of people, each of them in the history; may be fewer than `count`. */
  members: string[];
  count: number;
}

export interface SourcePin {
  /** Key of who pinned it; absent where the source does not say. */
  by?: string;
  /** Milliseconds since 1970; absent where the source does not say. */
  at?: number;
}

export interface SourceMessage {
  /** The source's own name for the message: what replies point to. */
  anchor: string;
  /** Where it stands in the export, for sentences: `general/2026-09-14.json, entry 3`. */
  place: string;
  /** Milliseconds since 1970. */
  at: number;
  /** The time in its id, where `at` depends on how the source was read: the same in every run. */
  idAt?: number;
  /** Orders messages of the same millisecond. */
  rank: bigint;
  author: string;
  /** Key of the program that speaks in the author's name: ids are made of it, so that they stay what they were. */
  sender?: string;
  /** Markdown. People and channels stand in it as references (see `references.ts`). */
  body: string;
  editedAt?: number;
  deletedAt?: number;
  /** `anchor` of the message in the same channel that this one answers. */
  replyTo?: string;
  pinned?: SourcePin;
  reactions: SourceReaction[];
  files: SourceFile[];
}

export interface SourceChannel {
  key: string;
  kind: ChannelKind;
  /** Absent for direct messages, which are named by their people. */
  name?: string;
  topic: string;
  createdAt?: number;
  archived: boolean;
  /** Keys of those who may read it; for a public channel, of those who are in it. */
  members: string[];
  messages: SourceMessage[];
}

export const emptyChannel = (key: string, kind: ChannelKind, name?: string): SourceChannel => ({
  ...{ key, kind, topic: "", archived: false, members: [], messages: [] },
  ...(name !== undefined && { name }),
});

export interface History {
  source: Source;
  /** What was read, in words: `a Slack export`. */
  title: string;
  /** Does the export say which channels were open to all? Where not, those that could be are taken as open. */
  saysWhoReads: boolean;
  /**
   * It is somebody's own copy of what they read: whoever imports it has it in hand, and reads it on here. Of an export of a whole server,
   * whoever imports it reads nothing of others.
   */
  isOwnCopy?: boolean;
  /** The time zone in which its times were read, where the export does not say one (IANA's name). */
  zone?: string;
  people: Map<string, SourcePerson>;
  channels: SourceChannel[];
  findings: Findings;
}

/** What the person may say of an export, where it does not say it itself. */
export interface ReadOptions {
  /** The workspace to take of a Slack Enterprise Grid export that has several. */
  team?: string | undefined;
  /** How the days of WhatsApp's dates are written. */
  days?: DayOrder | undefined;
  /** In which times without a zone were written (IANA's name); left out: the zone of this machine. */
  zone?: string | undefined;
}
export const DAY_ORDERS = ["dmy", "mdy", "ymd"] as const;
export type DayOrder = (typeof DAY_ORDERS)[number];

/** It can be taken once the person has said something that it does not say itself. */
export class MustSay extends CannotImport {
  readonly question: "team" | "days";
  readonly choices: readonly string[];

  constructor(question: "team" | "days", choices: readonly string[], sentence: string) {
    super(sentence);
    this.question = question;
    this.choices = choices;
  }
}
