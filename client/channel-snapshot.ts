/** What a channel session shows: one immutable object for whoever draws it. */
import type { Refusal } from "../protocol/index.ts";
import type { ChannelReadMarks } from "./channel-read-marks.ts";
import type { ChannelSync } from "./channel-sync.ts";
import type { ConnectionState } from "./connection.ts";
import type { Way } from "./detour.ts";
import type { History, Loading } from "./history.ts";
import type { OwnWrites } from "./own-writes.ts";
import type { PendingChange } from "./pending-changes.ts";
import type { SeenBy, SeenMarks } from "./seen-marks.ts";
import type { Timeline, TimelineSnapshot } from "./timeline.ts";
import type { Typing } from "./typing.ts";

/** `messages` show my acts on them (reactions, pins …) before the server has said so. */
export interface ChannelSnapshot extends TimelineSnapshot {
  /** Something was heard from the server, by either way. */
  readonly ready: boolean;
  readonly connection: ConnectionState;
  /** Milliseconds, by this machine's clock; null while the socket is open, or was never missed. */
  readonly offlineSince: number | null;
  /** Set: it is over for good, and why: signed out, removed, not found. */
  readonly ended: Refusal | null;
  readonly way: Way;
  readonly readSeq: number;
  /** How far others have read. Only in direct and group messages, and where I tell it too. */
  readonly seen: SeenBy;
  readonly loading: ReadonlySet<Loading>;
  /** The last page could not be had. */
  readonly loadFailed: boolean;
  readonly changes: readonly PendingChange[];
  /** Member ids of others who are writing now. */
  readonly typing: readonly string[];
}

/** The parts of a session that something is shown of. */
interface ShownParts {
  timeline: Pick<Timeline, "snapshot" | "loaded">;
  own: Pick<OwnWrites, "overAll" | "changes">;
  sync: Pick<ChannelSync, "state" | "offlineSince" | "way">;
  marks: Pick<ChannelReadMarks, "seq">;
  seen: Pick<SeenMarks, "marks">;
  history: Pick<History, "loading" | "failed">;
  typing: Pick<Typing, "members">;
  ended: Refusal | null;
}

/** All of it as it is now. */
export function snapshotOf({ timeline, own, sync, marks, seen, history, typing, ended }: ShownParts): ChannelSnapshot {
  const shown = timeline.snapshot();
  return {
    ...shown,
    messages: own.overAll(shown.messages),
    ready: timeline.loaded,
    connection: sync.state,
    offlineSince: sync.offlineSince,
    ended,
    way: sync.way,
    readSeq: marks.seq,
    seen: seen.marks,
    loading: history.loading,
    loadFailed: history.failed,
    changes: own.changes,
    typing: typing.members,
  };
}
