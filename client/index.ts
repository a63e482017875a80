/**
 * The client without a framework, for browsers and Node. Imported by name: `outbox-store-file.ts`, for Node alone, and what a
 * browser's first look does without (`drafts.ts`), since all that is exported here comes with it.
 */
export { createApi, type AnswerTo, type Api, type AskedFrom, type HistoryQuery, type Version } from "./api.ts";
export { previewAct, type Reaction } from "./acts.ts";
export { ChannelSession, type ChannelSessionOptions } from "./channel-session.ts";
export { type ChannelSnapshot } from "./channel-snapshot.ts";
export { ServerClock, systemClock, type Clock } from "./clock.ts";
export { Connection, type ConnectionOptions, type ConnectionState } from "./connection.ts";
export { type Environment } from "./environment.ts";
export { RefusedError, UnreachableError } from "./errors.ts";
export { type Loading } from "./history.ts";
export { type HttpOptions } from "./http.ts";
export { mintMessageId } from "./message-id.ts";
export { Outbox, type OutboxEvent, type OutboxOptions, type Outcome, type Sent } from "./outbox.ts";
export { type OutboxEntry, type OutboxStore, type PostEntry } from "./outbox-entry.ts";
export { createIndexedDbOutboxStore } from "./outbox-store-indexeddb.ts";
export { createMemoryOutboxStore } from "./outbox-store-memory.ts";
export { actorOf, closedTo, hasOtherOwner, personTarget, placeOf, refusalOf, type KnownClass } from "./permissions.ts";
export { browserSignals, silentSignals, type Hint, type Signals } from "./signals.ts";
export { openWebSocket, socketUrl, type OpenSocket, type Socket } from "./socket.ts";
export { type PendingChange } from "./pending-changes.ts";
export { type PendingMessage } from "./pending-messages.ts";
export { Timeline, type TimelineSnapshot } from "./timeline.ts";
export { classEmojiNamed, offeredEmoji } from "./class-emoji.ts";
export { WorkspaceSession, type WorkspaceSessionOptions, type WorkspaceSnapshot } from "./workspace-session.ts";
export { badgeOf, isMuted, unreadOf } from "./unread.ts";
export { channelOf, savedKey, unreadThreads, type WorkspaceState } from "./workspace-state.ts";
