/** Messages that are moved between channels that others read too: on the web, and in the class's own site. */
import { beforeEach, expect, it } from "vitest";
import type { Refusal } from "../../protocol/index.ts";
import type { Move } from "../../protocol/moves.ts";
import { channelOf } from "./support/channel.ts";
import { openClassroom, type Somebody } from "./support/classroom.ts";

type Channel = { id: string };
const REFUSED = { status: 403, body: { reason: "move_opens" } };

let teacher: Somebody;
let ada: Somebody;
let here: Channel;
let there: Channel;
beforeEach(async () => {
  const classroom = await openClassroom();
  teacher = await classroom.person("teacher");
  ada = await classroom.person("student");
  here = await channelOf([teacher, ada], { kind: "public" });
  there = await channelOf([teacher, ada], { kind: "public" });
});

async function say(where: Channel, body: string): Promise<void> {
  expect((await ada.post(`/channels/${where.id}/messages`, { body })).status).toBe(201);
}
const move = (seq: number, from = here) =>
  teacher.post<{ move: Move } & Refusal>(`/channels/${from.id}/moves`, { from: seq, to: seq, target: there.id });

async function onWeb(channel: Channel, names: "team" | "everybody"): Promise<void> {
  expect((await teacher.put(`/channels/${channel.id}/web`, { confirmed: true, names })).status).toBe(200);
}

async function inSite(channel: Channel, rules: object): Promise<void> {
  const shown = { on: true, sites: ["https://class.example"], write: "nobody", ...rules };
  expect((await teacher.put(`/channels/${channel.id}/widget`, shown)).status).toBe(200);
}

it("I5: words from before a channel was opened to the web are not moved onto it, nor are answers to them", async () => {
  await say(here, "Before it was opened");
  await onWeb(here, "team");
  await onWeb(there, "team");
  await say(here, "Since then");
  expect(await move(1)).toMatchObject(REFUSED);
  const thread = (await ada.post<{ channel: Channel }>(`/channels/${here.id}/messages/1/thread`)).body.channel;
  await say(thread, "An answer to what is not shown");
  expect(await move(1, thread)).toMatchObject(REFUSED);
  expect((await move(2)).status).toBe(201);
});

it("I5: nothing goes to where everybody's name stands on the web from where only the teaching team's do", async () => {
  await onWeb(here, "team");
  await onWeb(there, "everybody");
  await say(here, "Without my name");
  expect(await move(1)).toMatchObject(REFUSED);
  await onWeb(there, "team");
  expect((await move(1)).status).toBe(201);
});

const WHO_READS = [
  ["members", { read: "members" }],
  ["people whom the site names", { read: "named" }],
  ["who types a name", { read: "named", guests: true }],
  ["anyone", { read: "anyone" }],
] as const;

it.each(WHO_READS)(
  "I5: what nobody reads in the class's site is read there by %s only where these are members",
  async (who, rules) => {
    await say(here, "For the class");
    await inSite(there, rules);
    expect((await move(1)).status).toBe(who === "members" ? 201 : 403);
  },
);

it("I5: what people read whom the site names is not moved to where others read it, and the other way round it is", async () => {
  await inSite(here, { read: "named" });
  await say(here, "For who is named");
  for (const more of [{ read: "anyone" }, { read: "named", guests: true }]) {
    await inSite(there, more);
    expect(await move(1)).toMatchObject(REFUSED);
  }
  await inSite(there, { read: "named" });
  expect((await move(1)).status).toBe(201);
});
