/** Page after page over HTTP: who was looked up a moment ago is not looked up again, and nobody reads on who lost their place. */
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { LEASE_MS, type Page, type Refusal } from "../../protocol/index.ts";
import { channelOf, fill } from "./support/channel.ts";
import { openClassroom, type Classroom, type Somebody } from "./support/classroom.ts";
import { lookUpsOf, meanwhile } from "./support/look-ups.ts";
import { putToSleep } from "./support/rooms.ts";

let classroom: Classroom;
let teacher: Somebody;
let ada: Somebody;
let channel: { id: string; no: number };
beforeEach(async () => {
  classroom = await openClassroom();
  teacher = await classroom.person("teacher");
  ada = await classroom.person("student");
  channel = await channelOf([teacher, ada]);
  await fill(channel.id, teacher, 30);
});
afterEach(() => vi.restoreAllMocks());

const read = (query = "?before=20&limit=5", id = channel.id) =>
  ada.get<Page & Refusal>(`/channels/${id}/messages${query}`);
const places = ({ body }: { body: Page }) => body.messages.map(({ seq }) => seq);
/** She has read two pages, so that the room knows her. */
async function reads(): Promise<void> {
  for (const query of ["", "?before=20&limit=5"]) expect((await read(query)).status).toBe(200);
}
async function refusal(): Promise<[number, string]> {
  const { status, body } = await read();
  return [status, body.code];
}

test("I10: who scrolls back is looked up once, whichever way they begin", async () => {
  for (const first of ["?limit=10", "?around=25&limit=10"]) {
    ada = await classroom.person("student");
    await teacher.post(`/channels/${channel.id}/members`, { members: [ada.id] });
    const lookUps = await lookUpsOf(async () => {
      await read(first);
      await read("?before=21&limit=10");
    });
    expect(lookUps).toBeLessThanOrEqual(2);
    expect(
      await lookUpsOf(async () => {
        expect(places(await read("?before=11&limit=10"))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
        expect(places(await read("?after=28&limit=10"))).toEqual([29, 30]);
        expect(places(await read("?limit=1"))).toEqual([30]);
      }),
    ).toBe(0);
  }
});

test("I7: what was changed a moment ago stands in the page", async () => {
  await reads();
  await teacher.patch(`/channels/${channel.id}/messages/17`, { body: "in other words" });
  const { body } = await read();
  expect(body.messages.find(({ seq }) => seq === 17)?.body).toBe("in other words");
});

describe("I5, I6: nobody reads on who", () => {
  test("was taken out of the channel", async () => {
    await reads();
    await teacher.delete(`/channels/${channel.id}/members/${ada.id}`);
    expect(await refusal()).toEqual([404, "not_found"]);
  });

  test("was put out of the class", async () => {
    await reads();
    const owner = await classroom.person("owner");
    await owner.delete(`/workspaces/${classroom.id}/members/${ada.id}`);
    expect(await refusal()).toEqual([404, "not_found"]);
  });

  test("signed out", async () => {
    await reads();
    await ada.delete("/account/devices");
    expect(await refusal()).toEqual([401, "not_signed_in"]);
  });

  test("was taken out between the look-up and the room", async () => {
    await read("");
    await putToSleep(channel.id);
    meanwhile(() => teacher.delete(`/channels/${channel.id}/members/${ada.id}`));
    expect(await refusal()).toEqual([404, "not_found"]);
  });

  test("was taken out of the channel that the thread hangs in", async () => {
    const { body } = await teacher.post<{ channel: { id: string } }>(`/channels/${channel.id}/messages/3/thread`);
    const thread = body.channel.id;
    await teacher.post(`/channels/${thread}/messages`, { body: "a reply" });
    for (const query of ["", "?before=9", "?before=9"]) expect((await read(query, thread)).status).toBe(200);
    await teacher.delete(`/channels/${channel.id}/members/${ada.id}`);
    expect((await read("", thread)).status).toBe(404);
  });

  test("was taken out without the room hearing of it, once their lease is over", async () => {
    await reads();
    await env.DB.prepare("delete from memberships where channel_no = ? and member_no = ?")
      .bind(channel.no, ada.no)
      .run();
    const later = Date.now() + LEASE_MS;
    vi.spyOn(Date, "now").mockReturnValue(later);
    expect(await refusal()).toEqual([404, "not_found"]);
  });
});

test("after a sleep, in which the room hears of nothing, everybody is looked up anew", async () => {
  await reads();
  await putToSleep(channel.id);
  expect(await lookUpsOf(read)).toBe(1);
  expect(await lookUpsOf(read)).toBe(0);
});
