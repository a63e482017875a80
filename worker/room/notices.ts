/** What the room of a channel tells the object of its class, and whom a class tells something. */
import type { GroupMention, ThreadParent } from "../../protocol/index.ts";

export interface NamedMembers {
  seq: number;
  author: string;
  /** Folded. */
  handles: string[];
  /** Crowds that the message was allowed to reach. */
  reach: GroupMention[];
}

export interface RoomNotice {
  channel: string;
  /** The channel is a thread that hangs there. */
  parent?: ThreadParent;
  /** Newest message, when there is a new one. */
  seq?: number;
  at?: number;
  author?: string;
  /** An import brought it, and so all before it: into a channel in which people write it brings nothing. */
  imported?: true | undefined;
  /** Those of the new messages that name somebody. */
  named?: NamedMembers[];
  /** Public member id → the new messages that they wrote. */
  own?: Record<string, number[]>;
  /** Messages that were deleted, with whom they named. */
  deleted?: NamedMembers[];
  /** Messages that were edited or deleted, and their `rev` since. */
  changes?: { seq: number; rev: number }[];
  /** Public member id → how far they have read. */
  reads?: Record<string, number>;
}

/** What stands after a mark that went back: how many messages name the reader, and which are not unread. */
export interface MovedBack {
  mentions: number;
  uncounted?: number[];
}

export type Audience = { everyone: true } | { members: string[] } | { channel: string };
