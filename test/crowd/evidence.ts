/** What is known when a crowd has gone home: what each was promised, what each saw, and what is kept. The checker reads this and nothing else. */
import type { Message } from "../../protocol/index.ts";

export interface Said {
  student: string;
  channel: string;
  /** Under which it was sent, every time. */
  id: string;
  /** In its words, and in those of no other message. */
  word: string;
  /** The place it was acknowledged with; null: refused, with `refusal`, or never answered. */
  seq: number | null;
  refusal?: string;
  /** It waited for its file, and may stand behind what was said after it. */
  isLate?: boolean;
}

/** An edit or a removal that was acknowledged, in the order of the answers. */
export interface Changed {
  student: string;
  channel: string;
  seq: number;
  /** Null: removed. */
  body: string | null;
}

export interface Kept {
  seq: number;
  id: string;
  rev: number;
  body: string;
  isDeleted: boolean;
  /** Reactions: `emoji: member, member`, in one order. */
  marks: string;
  /** Id of its first file, where that was looked for. */
  file?: string | undefined;
}

/** One channel as one student has it on the screen at the end, never reloaded since the beginning. */
export interface View {
  student: string;
  channel: string;
  /** Places of messages in the order in which they were told as new. */
  posted: readonly number[];
  /** Ascending, up to the end of the channel. */
  messages: readonly Kept[];
  /** Messages of this student's own that still stand as not sent. */
  waiting: number;
}

/** @param meta of the message */
export const marksOf = (meta: Message["meta"]): string =>
  (meta?.reactions ?? [])
    .map(({ emoji, members }) => `${emoji}: ${members.toSorted().join(", ")}`)
    .toSorted()
    .join("; ");

export interface Found {
  channel: string;
  seq: number;
  word: string;
  /** Whether a message with this word stands in the history. */
  isThere: boolean;
  /** Places that search gave for it. */
  hits: readonly number[];
}

export interface Evidence {
  said: readonly Said[];
  changed: readonly Changed[];
  views: readonly View[];
  /** By channel: the last place of before the crowd came, and every page from there on. */
  from: ReadonlyMap<string, number>;
  history: ReadonlyMap<string, readonly Kept[]>;
  /** By channel: D1's own rows; null where they cannot be looked at. */
  rows: ReadonlyMap<string, readonly Kept[]> | null;
  found: readonly Found[];
  /** Files that were acknowledged, and whether their bytes came back as they went. */
  files: readonly { channel: string; seq: number; isWhole: boolean }[];
  /** What was refused, and how often: a code of our own fault is a broken promise. */
  refusals: Readonly<Record<string, number>>;
  /** The same of every request, asked again or not: by status and code. One without a code is a broken promise too. */
  http: Readonly<Record<string, number>>;
}

type Kind = "lost" | "doubled" | "out of order" | "hole" | "not the same" | "not found" | "our fault";
/** A promise that was not kept, and where. */
export interface Broken {
  promise: "I1" | "I2" | "I3" | "I4" | "I7" | "I8" | "I9";
  kind: Kind;
  says: string;
  channel?: string;
  seq?: number | undefined;
  id?: string | undefined;
  student?: string | undefined;
}
