/** A channel that keeps messages for a time: what goes, what stays, and that no page of it has a hole. */
import { runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import type { Channel, Message, MyChannel, Refusal } from "../../protocol/index.ts";
import { channelOf, factsFor } from "./support/channel.ts";
import { roomOf } from "../../worker/room/stubs.ts";
import { openClassroom, writeHistory, type Somebody } from "./support/classroom.ts";
import { keysIn, postedFile } from "./support/files.ts";
import { expectFound, foundIn } from "./support/found.ts";
import { openChannel } from "./support/live-socket.ts";
import { PNG } from "./support/pictures.ts";
import { rewriteFirst } from "./support/rooms.ts";

const DAY = 86_400_000;
const WAIT = { timeout: 8_000, interval: 20 };
const keep = (who: Somebody, channel: string, days: number | null) =>
  who.put<{ channel: Channel } & Refusal>(`/channels/${channel}/keeping`, { days });
const pageOf = async (who: Somebody, channel: string, query = "") =>
  (await who.get<{ messages: Message[]; reachedStart: boolean }>(`/channels/${channel}/messages${query}`)).body;

/** Days pass for what is stored: room and history. */
async function age(channel: { id: string; no: number }, days: number, ...seqs: number[]): Promise<void> {
  const places = seqs.join(",");
  await rewriteFirst(channel.id, (row) => (seqs.includes(row.seq) ? { ...row, at: row.at - days * DAY } : row));
  await env.DB.prepare(`update messages set at = at - ? where key - ? in (${places})`)
    .bind(days * DAY, channel.no * 2 ** 32)
    .run();
}
async function aChannel() {
  const classroom = await openClassroom();
  const [owner, student] = [await classroom.person("owner"), await classroom.person("student")];
  const channel = await channelOf([owner, student], { kind: "public" });
  const say = async (body: string, at = channel.id) =>
    (await student.post<{ message: Message }>(`/channels/${at}/messages`, { body })).body.message.seq;
  return { classroom, owner, student, channel, say };
}

describe("a channel that keeps messages for a time", () => {
  it("takes out what is older, with its files, thread and what is found of it; pins and checkpoints stay until they are none", async () => {
    const { classroom, owner, student, channel, say } = await aChannel();
    const old = await say("An old kiwi");
    const { seq: withFile } = await postedFile(student, channel.id, PNG);
    const pinned = await say("A pinned kiwi");
    await owner.post(`/channels/${channel.id}/messages/${pinned}/acts`, { act: { type: "pin", on: true } });
    const fresh = await say("A fresh kiwi");
    const { body } = await owner.post<{ channel: MyChannel }>(`/channels/${channel.id}/messages/${fresh}/thread`);
    const thread = {
      id: body.channel.id,
      no: (await env.DB.prepare("select no from channels where id = ?").bind(body.channel.id).first<{ no: number }>())!
        .no,
    };
    await say("An old answer", thread.id);
    await say("A fresh answer", thread.id);
    await age(channel, 40, old, withFile, pinned);
    await age(thread, 40, 1);
    const reader = await openChannel(channel.id, student);
    await reader.next("welcome");
    const told = await keep(owner, channel.id, 30);
    expect(told.body.channel.keeps).toMatchObject({ days: 30 });
    const shown = async () => (await pageOf(student, channel.id)).messages;
    await vi.waitFor(async () => expect((await shown())[1]).toHaveProperty("deletedAt"), WAIT);
    expect((await shown()).map(({ seq, body, meta }) => [seq, body, meta?.expired === true])).toEqual([
      [old, "", true],
      [withFile, "", true],
      [pinned, "A pinned kiwi", false],
      [fresh, "A fresh kiwi", false],
    ]);
    await vi.waitFor(async () => expect(await keysIn(classroom.id)).toEqual([]));
    await vi.waitFor(
      async () =>
        expect((await pageOf(student, thread.id)).messages.map(({ body }) => body)).toEqual(["", "A fresh answer"]),
      WAIT,
    );
    // Who has it open sees it go.
    await vi.waitFor(() => expect(JSON.stringify(reader.frames)).toContain('"expired":true'));
    await owner.post(`/channels/${channel.id}/messages/${pinned}/acts`, { act: { type: "pin", on: false } });
    await vi.waitFor(async () => expect((await shown())[2]).toMatchObject({ body: "", meta: { expired: true } }), WAIT);
    reader.close();
  });

  it("goes through a long history in steps, and every page of it is whole", async () => {
    const { owner, student, channel, say } = await aChannel();
    await writeHistory(channel.id, student, 1_500);
    await say("New");
    const room = roomOf(env, channel.id);
    await room.reindex(await factsFor(channel.id), 1, 300);
    expect((await foundIn(channel.no, "words")).length).toBe(300);
    await keep(owner, channel.id, 30);
    const left = async () =>
      (
        await env.DB.prepare("select count(*) as n from messages where key between ? and ? and body <> ''")
          .bind(channel.no * 2 ** 32, channel.no * 2 ** 32 + 9_999)
          .first<{ n: number }>()
      )?.n;
    await vi.waitFor(async () => expect(await left()).toBe(1), WAIT);
    await expectFound(channel.no, "words", []);
    const first = await pageOf(student, channel.id, "?after=0&limit=100");
    expect(first.messages.map(({ seq }) => seq)).toEqual(Array.from({ length: 100 }, (_, at) => at + 1));
    expect(first.reachedStart).toBe(true);
    expect(await say("Newer")).toBe(1_502);
  });

  it("is set by owners alone, in no direct message, and stands among what was done; nothing goes where it is off", async () => {
    const { classroom, owner, student, channel, say } = await aChannel();
    const seq = await say("It stays");
    await age(channel, 400, seq);
    for (const role of ["teacher", "ta", "student", "guest"] as const) {
      const person = await classroom.person(role);
      await env.DB.prepare("insert into memberships (channel_no, member_no, joined_at) values (?, ?, 1)")
        .bind(channel.no, person.no)
        .run();
      expect((await keep(person, channel.id, 1)).body.code, role).toBe("forbidden");
    }
    expect((await keep(await classroom.person("owner"), (await channelOf([owner])).id, 1)).body.code).toBe("not_found");
    const direct = await owner.post<{ channel: Channel }>(`/workspaces/${classroom.id}/direct`, { member: student.id });
    expect((await keep(owner, direct.body.channel.id, 1)).body.code).toBe("forbidden");
    for (const days of [0, -1, 1.5, 3_651, "30", undefined])
      expect((await keep(owner, channel.id, days as number)).body.code).toBe("invalid");
    await keep(owner, channel.id, 365);
    await keep(owner, channel.id, null);
    await runDurableObjectAlarm(env.ROOMS.getByName(channel.id));
    expect((await pageOf(student, channel.id)).messages[0]?.body).toBe("It stays");
    const { results } = await env.DB.prepare(
      "select details from audit_entries where workspace_no = ? and act = 'keepingChanged' order by no",
    )
      .bind(classroom.no)
      .all<{ details: string }>();
    expect(results.map(({ details }) => JSON.parse(details) as object)).toEqual([
      { days: 365, before: null },
      { days: null, before: 365 },
    ]);
  });
});
