/** A room's parts, built by a test in a real object: its own SQLite, real sockets, and stand-ins only for who is called. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import type { ChannelFacts, Hub, Room, SocketIdentity } from "../../../worker/room/contract.ts";
import { publicId } from "../../../worker/store/public-id.ts";

/** Runs within an object that nobody else uses, and that does nothing by itself when its sockets close. */
export function inObject<T>(work: (state: DurableObjectState) => T | Promise<T>): Promise<T> {
  return runInDurableObject(env.HASHERS.getByName(publicId()), (_object, state) => work(state));
}

/** A namespace of rooms in which every room is this one; `names`: which ones were asked for. */
export function roomsOf(room: Partial<Room>, names: string[] = []): Env["ROOMS"] {
  return { getByName: (name: string) => (names.push(name), room) } as unknown as Env["ROOMS"];
}
export function hubsOf(hub: Partial<Hub>, names: string[] = []): Env["HUBS"] {
  return { getByName: (name: string) => (names.push(name), hub) } as unknown as Env["HUBS"];
}

export const channelFacts = (more: Partial<ChannelFacts> = {}): ChannelFacts => ({
  channelNo: 7,
  channelId: "channel-7",
  workspaceNo: 1,
  workspaceId: "workspace-1",
  kind: "private",
  posting: "all",
  archived: false,
  ...more,
});
/** A thread on the message at place 5 of `channel-7`. */
export const threadFacts = (more: Partial<ChannelFacts> = {}): ChannelFacts =>
  channelFacts({
    channelNo: 8,
    channelId: "thread-8",
    kind: "thread",
    thread: { seq: 5, parent: channelFacts() },
    ...more,
  });

export const somebody = (member: string, more: Partial<SocketIdentity> = {}): SocketIdentity => ({
  member,
  memberNo: 1,
  handleKey: member,
  role: "student",
  mutedUntil: null,
  session: `session-${member}`,
  tokenHash: `token-${member}`,
  ...more,
});

/** A socket that the object holds, as after an upgrade. What is sent to it is in `frames`, how it was closed in `closed`. */
export function heldSocket(
  state: DurableObjectState,
  attachment: unknown,
  tags: string[] = [],
): { socket: WebSocket; frames: Record<string, unknown>[]; closed: () => number | undefined } {
  const { 0: client, 1: server } = new WebSocketPair();
  state.acceptWebSocket(server, tags);
  server.serializeAttachment(attachment);
  const frames: Record<string, unknown>[] = [];
  let code: number | undefined;
  client.addEventListener(
    "message",
    ({ data }) => void frames.push(JSON.parse(String(data)) as Record<string, unknown>),
  );
  client.addEventListener("close", (event) => void (code = event.code));
  client.accept();
  return { socket: server, frames, closed: () => code };
}
