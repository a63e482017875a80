/**
 * The objects as the worker calls them. workerd's generated stub types give up on values that carry unknown fields (a message's
 * `meta`), so the methods are named here; arguments and results are structured clones as with every call.
 */
import type { ChannelRoom } from "./channel-room.ts";
import type { WorkspaceHub } from "../hub/workspace-hub.ts";

export type RoomStub = Pick<
  ChannelRoom,
  | "post"
  | "change"
  | "versions"
  | "traceOf"
  | "newestPage"
  | "changesWithin"
  | "importMessages"
  | "read"
  | "moveReadBack"
  | "order"
  | "messageAt"
  | "threadChanged"
  | "takeCopy"
  | "threadOpened"
  | "obey"
  | "schedule"
  | "deliver"
>;
export type HubStub = Pick<
  WorkspaceHub,
  "notice" | "tell" | "read" | "privacyChanged" | "channelJoined" | "channelLeft" | "memberGone" | "sessionEnded"
>;

export const roomOf = (env: Pick<Env, "ROOMS">, channelId: string) =>
  env.ROOMS.getByName(channelId) as unknown as RoomStub;
export const hubOf = (env: Pick<Env, "HUBS">, workspaceId: string) =>
  env.HUBS.getByName(workspaceId) as unknown as HubStub;
