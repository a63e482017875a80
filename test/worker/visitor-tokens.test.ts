/** What the tokens of visitors open, and what ends them. */
import { env, exports } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import type { MyChannel, Refusal } from "../../protocol/index.ts";
import { channelOf } from "./support/channel.ts";
import { ORIGIN, type Classroom, type Somebody } from "./support/classroom.ts";
import { upgrade } from "./support/live-socket.ts";
import {
  guestNamed,
  openFrame,
  readerOf,
  SITE,
  socketAnswer,
  visitorOf,
  why,
  widgetOn,
  type OnSite,
} from "./support/widget-class.ts";
import { openVisitedClass } from "./support/widget-scenes.ts";

let classroom: Classroom;
let teacher: Somebody;
let student: Somebody;
let channel: string;
let other: string;
let widget: OnSite;
beforeAll(async () => {
  ({ classroom, teacher, student, channel, other, widget } = await openVisitedClass());
});

describe("what a token opens", () => {
  test("another channel, and a thread in another, is not there, over HTTP and on a socket", async () => {
    const started = await teacher.post<{ channel: MyChannel }>(`/channels/${other}/messages`, { body: "Elsewhere" });
    expect(started.status).toBe(201);
    const thread = await teacher.post<{ channel: MyChannel }>(`/channels/${other}/messages/1/thread`);
    const visitors = [
      await readerOf(widget),
      await visitorOf(widget, teacher, "member"),
      await guestNamed(widget, "Guest A"),
    ];
    for (const { token, get, post } of visitors) {
      for (const id of [other, thread.body.channel.id, "nosuchchannel123"]) {
        expect(await get(`/channels/${id}/messages`)).toMatchObject({ status: 404, body: { code: "not_found" } });
        expect((await socketAnswer(id, token)).status).toBe(404);
        expect((await post(`/channels/${id}/messages`, { body: "Hi" })).status).toBe(404);
      }
    }
  });

  test("from the page of another site it is refused, reads as well", async () => {
    const visitors = [await readerOf(widget), await visitorOf(widget, teacher, "member")];
    for (const { token } of visitors) {
      const asked = (origin: string) =>
        exports.default.fetch(`${ORIGIN}/api/channels/${channel}/messages`, {
          headers: { authorization: `Bearer ${token}`, origin },
        });
      const answer = await asked("https://evil.example");
      expect([answer.status, ((await answer.json()) as Refusal).code]).toEqual([403, "wrong_origin"]);
      expect((await asked(SITE)).status).toBe(403);
      expect((await asked(ORIGIN)).status).toBe(200);
      expect((await socketAnswer(channel, token, { origin: "https://evil.example" })).status).toBe(403);
    }
  });

  test("on a socket it is one of the protocols that are offered, and is never the one that is answered", async () => {
    const { token } = await readerOf(widget);
    const answer = await socketAnswer(channel, token);
    expect(answer.headers.get("sec-websocket-protocol")).toBe("place");
    answer.webSocket?.accept();
    answer.webSocket?.close();
    // Alone it is not answered either: the handshake names none, and a browser closes.
    const alone = await socketAnswer(channel, token, { "sec-websocket-protocol": `place-token.${token}` });
    expect([alone.status, alone.headers.get("sec-websocket-protocol")]).toEqual([101, null]);
    alone.webSocket?.accept();
    alone.webSocket?.close();
    const unasked = await upgrade(`/channels/${channel}/socket`, student);
    expect([unasked.status, unasked.headers.get("sec-websocket-protocol")]).toEqual([101, null]);
    unasked.webSocket?.accept();
    unasked.webSocket?.close();
    const inAddress = await exports.default.fetch(`${ORIGIN}/api/channels/${channel}/socket?token=${token}`, {
      headers: { upgrade: "websocket", origin: ORIGIN },
    });
    expect(inAddress.status).toBe(401);
  });

  test("a teacher who came by the widget has the powers of a visitor, and no more", async () => {
    const inWidget = await visitorOf(widget, teacher, "member");
    const posted = await inWidget.post<{ message: { seq: number } }>(`/channels/${channel}/messages`, { body: "Mine" });
    expect(posted.status).toBe(201);
    const at = `/channels/${channel}/messages`;
    expect((await inWidget.patch(`${at}/${posted.body.message.seq}`, { body: "Mine, again" })).status).toBe(200);
    expect(why(await inWidget.delete(`${at}/1`))).toBe("forbidden");
    expect(why(await inWidget.post(`${at}/1/acts`, { act: { type: "pin", on: true } }))).toBe("forbidden");
    for (const path of [
      `/channels/${channel}`,
      `/channels/${channel}/members`,
      `/workspaces/${classroom.id}/bootstrap`,
    ])
      expect(why(await inWidget.get(path))).toBe("not_signed_in");
    expect((await inWidget.get<{ account: unknown }>("/opening")).body).toEqual({ account: null });
  });

  test("where nobody may write, nobody writes", async () => {
    const { id } = await channelOf([teacher], { kind: "public" });
    const readOnly = await widgetOn(id, { write: "nobody" });
    const inWidget = await visitorOf(readOnly, teacher, "member");
    expect(why(await inWidget.post(`/channels/${id}/messages`, { body: "Hi" }))).toBe("read_only_here");
    expect((await inWidget.get(`/channels/${id}/messages`)).status).toBe(200);
  });
});

describe("the end of a token", () => {
  test("after fifteen minutes, renewed or not, and never beyond twelve hours", async () => {
    const ended = await visitorOf(widget, student, "member", { lifetime: -1 });
    expect((await ended.get(`/channels/${channel}/messages`)).status).toBe(401);
    expect((await ended.post(`/widgets/${widget.id}/tokens/renew`)).status).toBe(401);
    const living = await visitorOf(widget, student, "member", { lifetime: 5_000 });
    const { body } = await living.post<{ token: string; expiresAt: number }>(`/widgets/${widget.id}/tokens/renew`);
    expect(body.token).toBe(living.token);
    expect(body.expiresAt).toBeGreaterThan(Date.now() + 800_000);
    await env.DB.prepare(
      "update sessions set created_at = created_at - 43200000, expires_at = ?1 where site = ?2 and user_no = ?3",
    )
      .bind(Date.now() + 5_000, SITE, student.userNo)
      .run();
    const last = await living.post<{ expiresAt: number }>(`/widgets/${widget.id}/tokens/renew`);
    expect(last.body.expiresAt).toBeLessThan(Date.now() + 6_000);
  });

  test("a page by the lease that an ended token held is refused", async () => {
    const visitor = await visitorOf(widget, student, "member", { lifetime: 1_500 });
    expect((await visitor.get(`/channels/${channel}/messages?before=3`)).status).toBe(200);
    expect((await visitor.get(`/channels/${channel}/messages?before=2`)).status).toBe(200);
    await expect
      .poll(async () => (await visitor.get(`/channels/${channel}/messages?before=3`)).status, { timeout: 5_000 })
      .toBe(401);
  });

  test("whoever leaves is out: the token opens nothing any more, and its sockets close", async () => {
    const guest = await guestNamed(widget, "Leaving");
    const live = await openFrame(channel, guest);
    expect((await guest.delete(`/widgets/${widget.id}/tokens`)).status).toBe(204);
    expect((await live.whenClosed()).code).toBe(4401);
    expect((await guest.get(`/channels/${channel}/messages`)).status).toBe(401);
    expect((await guest.post(`/widgets/${widget.id}/tokens/renew`)).status).toBe(401);
  });
});
