/**
 * A room with all its parts in an object of its own: its channel in D1, the people who enter it, and what it told the hub and other rooms.
 */
import { env } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import { beforeAll, expect, vi } from "vitest";
import type { ChannelEvent } from "../../../protocol/index.ts";
import { handleKey } from "../../../worker/handles/handles.ts";
import { ChannelRoom } from "../../../worker/room/channel-room.ts";
import { FirstValue } from "../../../worker/room/log/first-value.ts";
import { RoomLog } from "../../../worker/room/log/room-log.ts";
import {
  CHANNEL_HEADER,
  IDENTITY_HEADER,
  writeHeader,
  type RoomAttachment,
} from "../../../worker/room/sockets/socket-identity.ts";
import { channelOf, factsFor } from "./channel.ts";
import { openClassroom, type Classroom, type Somebody } from "./classroom.ts";
import { D1WithFaults } from "./d1-with-faults.ts";
import { hubsOf, roomsOf, somebody } from "./in-room.ts";
import type { ChannelFacts, RoomNotice, SocketIdentity } from "../../../worker/room/contract.ts";
import { undoFakesAfterEach } from "./undo-fakes.ts";

let classroom: Classroom;
export let ada: Somebody;
export let bo: Somebody;
export let tess: Somebody;
/** Member id → the hash by which their session is found. */
export const hashes = new Map<string, string>();
/** To be called by the file of the tests: files share a runtime, and a hook that stands here is the first one's alone. */
export function wholeRoomForAll(): void {
  beforeAll(async () => {
    classroom = await openClassroom();
    ada = await classroom.person("student", { handle: "ada" });
    bo = await classroom.person("student", { handle: "bob" });
    tess = await classroom.person("teacher", { handle: "tess" });
    for (const { id, userNo } of [ada, bo, tess]) {
      const sql = "select token_hash as h from sessions where user_no = ?";
      hashes.set(id, (await env.DB.prepare(sql).bind(userNo).first<string>("h"))!);
    }
  });
  undoFakesAfterEach();
}

export const expectSoon = (look: () => unknown) => vi.waitFor(look, { timeout: 2_000, interval: 2 });
export type Of<T extends ChannelEvent["type"]> = Extract<ChannelEvent, { type: T }>;

/** A room, its channel in D1, and what it told the hub and other rooms. */
export async function roomIn(
  state: DurableObjectState,
  more: { kind?: string; limits?: object; facts?: ChannelFacts; search?: D1Database | undefined } = {},
) {
  const { kind = "private", limits = {} } = more;
  const { id, no } = await channelOf([ada, bo, tess], { kind });
  const facts = more.facts ?? (await factsFor(id));
  const d1 = new D1WithFaults(env.DB);
  const notices: RoomNotice[] = [];
  const told: unknown[][] = [];
  const others: { answer: unknown } = { answer: true };
  const hear =
    (what: string) =>
    async (...given: unknown[]) => {
      told.push([what, ...given]);
      return others.answer;
    };
  const hubs = hubsOf({
    notice: async (notice) => (notices.push(structuredClone(notice)), null),
    tell: hear("tell") as never,
    channelJoined: hear("channelJoined") as never,
  });
  const names: string[] = [];
  const rooms = roomsOf(
    {
      obey: hear("obey") as never,
      threadOpened: hear("threadOpened") as never,
      threadChanged: hear("threadChanged") as never,
      takeCopy: async (...given: unknown[]) => (told.push(["takeCopy", ...given]), null),
    },
    names,
  );
  const waiting: Promise<unknown>[] = [];
  vi.spyOn(state, "waitUntil").mockImplementation((work) => void waiting.push(work));
  // Its alarm does not ring by itself: a test rings it.
  let alarmAt: number | null = null;
  vi.spyOn(state.storage, "setAlarm").mockImplementation(async (at) => void (alarmAt = Number(at)));
  vi.spyOn(state.storage, "getAlarm").mockImplementation(async () => alarmAt);
  const limitsJson = JSON.stringify(limits);
  const search = "search" in more ? more.search : env.SEARCH;
  const begin = () =>
    new ChannelRoom(state, {
      ...env,
      DB: d1.binding,
      SEARCH: search,
      HUBS: hubs,
      ROOMS: rooms,
      PLACE_LIMITS: limitsJson,
    } as Env);
  const part = { room: begin() };
  /** All that the room does behind its answers. */
  const settled = async () => {
    while (waiting.length > 0) await Promise.all(waiting.splice(0));
  };
  const ring = async () => {
    alarmAt = null;
    await part.room.alarm();
    await settled();
  };
  const who = (person: Somebody, changes: Partial<SocketIdentity> = {}) =>
    somebody(person.id, {
      memberNo: person.no,
      handleKey: handleKey(person.handle),
      role: person === tess ? "teacher" : "student",
      tokenHash: hashes.get(person.id)!,
      ...changes,
    });
  const enter = (headers: Record<string, string>, rev?: number) =>
    part.room.fetch(new Request(`https://room/${rev === undefined ? "" : `?rev=${rev}`}`, { headers }));
  const open = async (person: Somebody, changes: Partial<RoomAttachment> = {}, rev?: number) => {
    const known = new Set(state.getWebSockets());
    const response = await enter(
      {
        [IDENTITY_HEADER]: writeHeader({ ...who(person), readSeq: 0, ...changes }),
        [CHANNEL_HEADER]: writeHeader(facts),
      },
      rev,
    );
    const client = response.webSocket!;
    const frames: ChannelEvent[] = [];
    let code: number | undefined;
    client.addEventListener("message", ({ data }) => void frames.push(JSON.parse(String(data)) as ChannelEvent));
    client.addEventListener("close", (event) => void (code = event.code));
    client.accept();
    const socket = state.getWebSockets().find((each) => !known.has(each))!;
    const heard = <T extends ChannelEvent["type"]>(type: T) =>
      frames.filter((frame): frame is Of<T> => frame.type === type);
    const say = (frame: object) => part.room.webSocketMessage(socket, JSON.stringify(frame));
    const next = async <T extends ChannelEvent["type"]>(type: T, count = 1) => {
      await expectSoon(() => expect(heard(type).length).toBeGreaterThanOrEqual(count));
      return heard(type)[count - 1]!;
    };
    const post = (body: string, extra: object = {}) => {
      const message = { type: "post", id: uuidv7(), body, ...extra };
      say(message);
      return message.id;
    };
    return { socket, client, frames, heard, say, next, post, closed: () => code };
  };
  const log = () => new RoomLog(state.storage.sql, new FirstValue(state.storage));
  const post = async (person: Somebody, body: string, extra: object = {}) =>
    part.room.post(facts, who(person), { id: uuidv7(), body, ...extra });
  return {
    ...{ id, no, facts, d1, notices, told, names, others, settled, ring, who, enter, open, log, post, part },
    get room() {
      return part.room;
    },
    rings: () => alarmAt,
    sleep: () => (part.room = begin()),
  };
}
export const codeOf = (written: { ok: boolean; refusal?: { code: string } }) => written.refusal?.code ?? "ok";
export const react = (emoji: string, on = true) => ({ type: "react", emoji, on }) as const;
