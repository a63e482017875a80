/** Visitors of the class's site in the class itself: marked, not among those who are counted, and nobody to write to. */
import { env } from "cloudflare:workers";
import { SignJWT } from "jose";
import { beforeEach, describe, expect, test } from "vitest";
import type { Member, MyChannel, Refusal, WidgetKey } from "../../protocol/index.ts";
import { channelOf } from "./support/channel.ts";
import { openClassroom, type Classroom, type Somebody } from "./support/classroom.ts";
import { enter, SITE, widgetOn } from "./support/widget-class.ts";

let classroom: Classroom;
let teacher: Somebody;
let student: Somebody;
/** Member ids. */
let guest: string;
let named: string;

beforeEach(async () => {
  classroom = await openClassroom();
  [teacher, student] = await Promise.all([classroom.person("owner"), classroom.person("student")]);
  const { id } = await channelOf([teacher, student], { kind: "public" });
  const widget = await widgetOn(id, { write: "named", guests: true });
  guest = (await enter(widget.id, { as: "guest", site: SITE, name: "Mina Park" })).body.me!.id;
  const { body } = await teacher.post<{ key: WidgetKey; secret: string }>(`/workspaces/${classroom.id}/widget-keys`, {
    alg: "HS256",
  });
  const now = Math.floor(Date.now() / 1000);
  const jwt = await new SignJWT({ sub: "s-1", name: "Emmy Noether", iat: now, exp: now + 240 })
    .setProtectedHeader({ alg: "HS256", kid: body.key.kid })
    .sign(new Uint8Array(Buffer.from(body.secret, "base64url")));
  named = (await enter(widget.id, { as: "named", site: SITE, jwt })).body.me!.id;
});
const path = (rest: string) => `/workspaces/${classroom.id}${rest}`;
const code = ({ status, body }: { status: number; body: unknown }) => [status, (body as Refusal).code];

describe("visitors of the class's site", () => {
  test("are marked in the list of people, and are not among those whom a class opens with", async () => {
    const { members } = (await teacher.get<{ members: Member[] }>(path("/members"))).body;
    const visitors = members.filter(({ visitor }) => visitor).map(({ id }) => id);
    expect(new Set(visitors)).toEqual(new Set([guest, named]));
    const opened = (await student.get<{ members: Member[] }>(path("/bootstrap"))).body.members;
    expect(new Set(opened.map(({ id }) => id))).toEqual(new Set([teacher.id, student.id]));
  });

  test("get no direct message, which they would never see, and come into no group", async () => {
    for (const member of [guest, named]) {
      for (const who of [student, teacher])
        expect(code(await who.post(path("/direct"), { member }))).toEqual([403, "no_direct"]);
      const members = [student.id, member];
      expect(code(await teacher.post(path("/groups"), { members }))).toEqual([403, "no_direct"]);
    }
    const { results } = await env.DB.prepare(
      "select id from channels where kind in ('dm', 'group') and workspace_no = ?",
    )
      .bind(classroom.no)
      .all();
    expect(results).toEqual([]);
  });

  test("a direct message that there is with one can be read, and takes no more words", async () => {
    const { channel } = (await student.post<{ channel: MyChannel }>(path("/direct"), { member: teacher.id })).body;
    await env.DB.prepare(`update members set meta = '{"visitor":true}' where id = ?`).bind(teacher.id).run();
    expect((await student.get(`/channels/${channel.id}/messages`)).status).toBe(200);
    expect(code(await student.post(`/channels/${channel.id}/messages`, { body: "Hi" }))).toEqual([403, "no_direct"]);
  });

  test("are put into no channel that everyone of the class is in", async () => {
    const made = await teacher.post<{ channel: MyChannel }>(path("/channels"), { name: "everyone", isDefault: true });
    expect(made.status).toBe(201);
    const { members } = (await teacher.get<{ members: { id: string }[] }>(`/channels/${made.body.channel.id}/members`))
      .body;
    expect(new Set(members.map(({ id }) => id))).toEqual(new Set([teacher.id, student.id]));
  });
});
