/** The mark of a request: from the address bar to the room and back, in every refusal that somebody can show. */
import { afterEach, expect, test, vi } from "vitest";
import { exports } from "cloudflare:workers";
import type { Refusal } from "../../protocol/index.ts";
import { RoomLog } from "../../worker/room/log/room-log.ts";
import { channelOf } from "./support/channel.ts";
import { openClassroom, ORIGIN, type Somebody } from "./support/classroom.ts";
import { LiveSocket, upgrade } from "./support/live-socket.ts";

afterEach(() => vi.restoreAllMocks());

const RAY = "8f2c1e0b7a6d-FRA";

async function socketOf(channel: string, who: Somebody, ray = RAY): Promise<LiveSocket> {
  const { webSocket } = await upgrade(`/channels/${channel}/socket`, who, { "cf-ray": ray });
  const socket = new LiveSocket(webSocket!);
  await socket.next("welcome");
  return socket;
}

test("R23: what the room refuses over HTTP carries the mark of the request", async () => {
  const classroom = await openClassroom();
  const [ada, eve] = [await classroom.person("student"), await classroom.person("student")];
  const { id } = await channelOf([ada, eve]);
  await ada.post(`/channels/${id}/messages`, { body: "hers" });
  const answer = await exports.default.fetch(`${ORIGIN}/api/channels/${id}/messages/1`, {
    method: "PATCH",
    headers: { authorization: `Bearer ${eve.token}`, "content-type": "application/json", "cf-ray": RAY },
    body: JSON.stringify({ body: "mine" }),
  });
  expect(await answer.json()).toMatchObject({ code: "forbidden", trace: RAY });
});

test("R23: what the room refuses on a socket carries the mark of the request by which the socket came", async () => {
  const classroom = await openClassroom();
  const ada = await classroom.person("student");
  const { id } = await channelOf([ada]);
  const [one, two] = [await socketOf(id, ada), await socketOf(id, ada, "another-ray")];
  const refusalOn = async (socket: LiveSocket): Promise<Refusal> => {
    socket.send({ type: "delete", ref: "d", seq: 9 });
    return (await socket.next("refused")).refusal;
  };
  expect(await refusalOn(one)).toMatchObject({ code: "not_found", trace: RAY });
  expect(await refusalOn(two)).toMatchObject({ code: "not_found", trace: "another-ray" });
  one.send({ type: "nonsense" });
  expect((await one.next("refused")).refusal).toMatchObject({ code: "unknown_frame", trace: RAY });
});

test("R23: a fault in the room is in the log under the mark that its person is told", async () => {
  const classroom = await openClassroom();
  const ada = await classroom.person("student");
  const { id } = await channelOf([ada]);
  const socket = await socketOf(id, ada);
  const logged: string[] = [];
  vi.spyOn(console, "error").mockImplementation((line: string) => void logged.push(line));
  vi.spyOn(RoomLog.prototype, "storedMessageAt").mockImplementation(() => {
    throw new Error("broken");
  });
  socket.send({ type: "delete", ref: "d", seq: 1 });
  expect((await socket.next("refused")).refusal).toMatchObject({ code: "internal", trace: RAY });
  const lines = logged.map((line) => JSON.parse(line) as object);
  expect(lines).toContainEqual(expect.objectContaining({ what: "frame", trace: RAY, channel: id }));
});

test("R23: a refusal that no room had a part in carries one too, and none is like another", async () => {
  const marks = new Set<string | undefined>();
  for (let i = 0; i < 3; i++) {
    const answer = await exports.default.fetch(`${ORIGIN}/api/account`);
    marks.add(((await answer.json()) as Refusal).trace);
  }
  expect(marks.size).toBe(3);
  for (const mark of marks) expect(mark).toMatch(/^[0-9a-f]{8}$/u);
});
