/** A class's hub in an object of its own, and tabs that are open on it. */
import { env } from "cloudflare:workers";
import { beforeAll, expect, vi } from "vitest";
import type { WorkspaceEvent } from "../../../protocol/index.ts";
import { handleKey } from "../../../worker/handles/handles.ts";
import { IDENTITY_HEADER, writeHeader, type HubAttachment } from "../../../worker/room/sockets/socket-identity.ts";
import { WorkspaceHub } from "../../../worker/hub/workspace-hub.ts";
import { channelOf } from "./channel.ts";
import { openClassroom, type Somebody } from "./classroom.ts";
import { D1WithFaults } from "./d1-with-faults.ts";
import { somebody } from "./in-room.ts";
import { undoFakesAfterEach } from "./undo-fakes.ts";

export let ada: Somebody;
export let bo: Somebody;
export let channel: string;
/** To be called by the file of the tests: files share a runtime, and a hook that stands here is the first one's alone. */
export function hubTabsForAll(): void {
  beforeAll(async () => {
    const classroom = await openClassroom();
    ada = await classroom.person("student", { handle: "ada" });
    bo = await classroom.person("student", { handle: "bob" });
    ({ id: channel } = await channelOf([ada, bo]));
  });
  undoFakesAfterEach();
}

export type Of<T extends WorkspaceEvent["type"]> = Extract<WorkspaceEvent, { type: T }>;

/** A tab, with what it heard; `socket` is the hub's end of it. */
export interface Tab {
  socket: WebSocket;
  client: WebSocket;
  frames: WorkspaceEvent[];
  closed: () => number | undefined;
  heard<T extends WorkspaceEvent["type"]>(type: T): Of<T>[];
}

export function hubIn(state: DurableObjectState) {
  const d1 = new D1WithFaults(env.DB);
  const begin = () => new WorkspaceHub(state, { ...env, DB: d1.binding });
  let hub = begin();
  const open = async (who: { id: string; no: number; handle: string }, more: object = {}): Promise<Tab> => {
    const identity = somebody(who.id, { memberNo: who.no, handleKey: handleKey(who.handle), ...more });
    const known = new Set(state.getWebSockets());
    const headers = { [IDENTITY_HEADER]: writeHeader(identity) };
    const response = await hub.fetch(new Request("https://hub/", { headers }));
    expect(response.status).toBe(101);
    const client = response.webSocket!;
    const frames: WorkspaceEvent[] = [];
    let code: number | undefined;
    client.addEventListener("message", ({ data }) => void frames.push(JSON.parse(String(data)) as WorkspaceEvent));
    client.addEventListener("close", (event) => void (code = event.code));
    client.accept();
    const socket = state.getWebSockets().find((each) => !known.has(each))!;
    return {
      socket,
      client,
      frames,
      closed: () => code,
      heard: <T extends WorkspaceEvent["type"]>(type: T) =>
        frames.filter((frame): frame is Of<T> => frame.type === type),
    };
  };
  const say = (tab: Tab, frame: unknown) => hub.webSocketMessage(tab.socket, JSON.stringify(frame));
  const attached = (tab: Tab) => tab.socket.deserializeAttachment() as HubAttachment;
  return {
    d1,
    open,
    say,
    attached,
    get hub() {
      return hub;
    },
    /** The object slept; sockets stay open. */
    wake: () => (hub = begin()),
  };
}
export const expectSoon = (look: () => unknown) => vi.waitFor(look, { timeout: 2_000, interval: 2 });
export const sameClass = { id: "someone", no: 99, handle: "someone" };
