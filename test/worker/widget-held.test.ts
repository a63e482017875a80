/** What becomes of guests' words where they wait for the teaching team. */
import { env } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import { beforeEach, describe, expect, test } from "vitest";
import type { Held, MyChannel, WidgetEntry } from "../../protocol/index.ts";
import { carriedOver, storedIn } from "./support/channel.ts";
import type { Classroom, Somebody } from "./support/classroom.ts";
import { guestNamed, SITE, visitorOf, welcomedFrame, why } from "./support/widget-class.ts";
import { openClassOfTeacher, type ClassOfTeacher } from "./support/widget-scenes.ts";

let classroom: Classroom;
let teacher: Somebody;
let student: Somebody;
let channel: string;
let setUp: ClassOfTeacher["setUp"];
beforeEach(async () => {
  ({ classroom, teacher, student, channel, setUp } = await openClassOfTeacher());
});

describe("words of guests that wait", () => {
  const heldAt = () => `/workspaces/${classroom.id}/held`;
  const listed = async (who = teacher) => (await who.get<{ held: Held[] }>(heldAt())).body.held;

  test("are seen by the teaching team alone, and posted in their writer's name", async () => {
    const widget = await setUp({ holds: true });
    const guest = await guestNamed(widget, "Careful");
    const [live, watching] = [await welcomedFrame(channel, guest), await welcomedFrame(channel, student)];
    const id = uuidv7();
    for (const _try of [1, 2]) {
      live.send({ type: "post", id, body: "Is this right?", replyTo: 1 });
      expect((await live.next("refused", ({ ref }) => ref === id)).refusal.code).toBe("held");
    }
    const ta = await classroom.person("ta");
    expect(await listed(ta)).toEqual([]);
    expect(await listed()).toEqual([
      {
        ...{ id, channel, home: channel, author: { id: guest.id, name: "Careful" } },
        ...{ at: expect.any(Number) as number, body: "Is this right?", replyTo: 1 },
      },
    ]);
    expect((await storedIn(channel)).map(({ body }) => body)).not.toContain("Is this right?");
    expect(why(await guest.get(heldAt()))).toBe("not_signed_in");
    expect(why(await student.get(heldAt()))).toBe("forbidden");
    const posted = await teacher.post<{ seq: number }>(`${heldAt()}/${id}/post`);
    expect(posted).toMatchObject({ status: 200, body: { seq: 3 } });
    expect(await live.next("decided")).toEqual({ type: "decided", message: id, posted: true });
    const seen = await watching.next("changed", ({ changes }) => changes[0]?.id === id);
    expect(seen.changes[0]).toMatchObject({ author: guest.id, body: "Is this right?", replyTo: 1 });
    expect(await listed()).toEqual([]);
    // Who retries what was let through is told that it is stored.
    const retried = await guest.post(`/channels/${channel}/messages`, { id, body: "Is this right?" });
    expect(retried).toMatchObject({ status: 200, body: { message: { seq: 3 } } });
    expect((await carriedOver(channel, 3)).filter((message) => message.id === id)).toHaveLength(1);
    const edited = await guest.patch(`/channels/${channel}/messages/3`, { body: "Something else" });
    expect(why(edited)).toBe("forbidden");
    for (const socket of [live, watching]) socket.close();
  });

  test("are turned down kindly, in a thread too, and are gone", async () => {
    const widget = await setUp({ holds: true });
    const guest = await guestNamed(widget, "Careful");
    const thread = (await student.post<{ channel: MyChannel }>(`/channels/${channel}/messages/1/thread`)).body.channel
      .id;
    const live = await welcomedFrame(thread, guest);
    const id = uuidv7();
    live.send({ type: "post", id, body: "In a thread" });
    await live.next("refused");
    expect(await listed()).toMatchObject([{ id, channel: thread, home: channel }]);
    expect((await teacher.delete(`${heldAt()}/${id}`)).status).toBe(204);
    expect(await live.next("decided")).toEqual({ type: "decided", message: id, posted: false });
    expect(why(await teacher.post(`${heldAt()}/${id}/post`))).toBe("not_found");
    live.close();
  });

  test("of one guest there are at most twenty, and over HTTP it is the same", async () => {
    const widget = await setUp({ holds: true });
    const guest = await guestNamed(widget, "Talks on");
    const post = (id: string) => guest.post(`/channels/${channel}/messages`, { id, body: "Again" });
    const first = uuidv7();
    expect(why(await post(first))).toBe("held");
    const no = await env.DB.prepare("select no from members where id = ?").bind(guest.id).first<number>("no");
    await env.DB.prepare(
      `insert into widget_held (id, workspace_no, channel_no, home_no, member_no, content, at)
       select 'w' || value, 0, 0, 0, ?, '{}', 1 from json_each('[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19]')`,
    )
      .bind(no)
      .run();
    expect(why(await post(uuidv7()))).toBe("held_full");
    expect(why(await post(first))).toBe("held");
    const other = await guestNamed(widget, "Another");
    expect(why(await other.post(`/channels/${channel}/messages`, { id: first, body: "Mine" }))).toBe("invalid");
  });

  test("of members, and of those whom the site names, nothing waits", async () => {
    const widget = await setUp({ holds: true });
    const member = await visitorOf({ ...widget, channel }, student, "member");
    expect((await member.post(`/channels/${channel}/messages`, { body: "At once" })).status).toBe(201);
    const entry = await member.post<WidgetEntry>(`/widgets/${widget.id}/tokens`, { as: "again", site: SITE });
    expect(entry.body).toMatchObject({ kind: "member", holds: false });
  });
});
