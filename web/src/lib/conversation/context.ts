/**
 * What a conversation needs around it, and nothing more: who I am, who the others are, what I may, the class's emoji, and where to go.
 * The class shell gives it (`provideConversationContext`); whoever shows a conversation elsewhere gives one of its own.
 */
import { createContext } from "svelte";
import type { Environment, OutboxStore, WorkspaceSession } from "../../../../client/index.ts";
import type { Message, MyChannel, Page } from "../../../../protocol/index.ts";
import type { WorkspaceState } from "../class/state/workspace.svelte.ts";
import type { Conversation } from "./conversation.svelte.ts";

/** Of a visitor, who reads one channel outside of the app: what the app's own conversations take from the browser and the account. */
export interface Visit {
  environment: Pick<Environment, "openSocket" | "schedule">;
  /** Where what was not sent yet is kept; null: where the app keeps it. */
  outbox: OutboxStore | null;
  /** The newest page of the channel, where it was read before. Taken once. */
  takeNewest: (channel: string) => Page | undefined;
  /** PLACE does not know the visitor any more. */
  onEnded: () => void;
}

/** The class, as far as a conversation looks at it. */
export interface ConversationClass extends FromClass {
  session: Pick<WorkspaceSession, "snapshot" | "subscribe" | "sendRead" | "onEvent" | "apply" | "wantMembers">;
  /** Absent in the app. */
  visit?: Visit;
}
/** The class that keeps what was not sent on all devices of its person. */
export type ClassWithDrafts = Pick<WorkspaceState, "me" | "session" | "showDrafts">;
type FromClass = Pick<
  WorkspaceState,
  // Who and where
  | "id"
  | "account"
  | "me"
  | "people"
  | "named"
  | "member"
  | "isOnline"
  | "presenceOf"
  | "statusOf"
  | "channels"
  | "channel"
  | "homeOf"
  | "othersIn"
  | "titleOf"
  | "directWith"
  | "followed"
  | "workspace"
  | "keepsFiles"
  // What I may
  | "known"
  | "may"
  | "refusalOf"
  // What is shown of it
  | "emoji"
  | "emojiAddress"
  | "savedMark"
  | "connection"
  | "panel"
  // What is done there
  | "api"
  | "markRead"
  | "accept"
  | "acceptChange"
  | "acceptMembers"
  | "dropChannel"
  | "dropThread"
  | "editProfile"
  | "showDrafts"
>;

/** The ways out of a conversation. */
export interface Ways {
  /** Somebody's profile. */
  toProfile: (member: string) => void;
  /** The details of a channel, who is in it, and its pins. */
  toDetails: (channel: string) => void;
  toPeople: (channel: string) => void;
  toPins: (channel: string) => void;
  /** The thread on a message, made on first use. Rejects where its code could not be fetched. */
  toThread: (channel: MyChannel, message: Message) => Promise<void>;
  leaveThread: () => Promise<void>;
  /** Another time of the conversation: a calendar, open at the day of `at` (ms). */
  toTime: (conversation: Conversation, at: number) => Promise<void>;
  /** A message, in place of what stands over its conversation. */
  toMessage: (conversation: Conversation, seq: number) => Promise<void>;
  /** Address of the list of conversations, where that is a page of its own; null where there is none. */
  up: string | null;
  /** Closes what stands beside the conversation. */
  close: () => void;
}

export interface ConversationContext {
  workspace: ConversationClass;
  go: Ways;
}

export const [conversationContext, provideConversationContext] = createContext<ConversationContext>();
