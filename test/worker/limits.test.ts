/** How many there may be, and how often one may: each limit holds also for those who come all at once. */
import { env, exports } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import { describe, expect, test } from "vitest";
import {
  CHANNELS_MAX,
  CLASSES_MAX,
  DRAFTS_MAX,
  EMOJI_MAX,
  SAVED_MAX,
  SCHEDULED_MAX,
  type Refusal,
} from "../../protocol/index.ts";
import { PASSKEYS_MAX } from "../../worker/store/passkeys.ts";
import { TOKENS_MAX } from "../../worker/store/sessions.ts";
import { Authenticator } from "./support/authenticator.ts";
import { channelOf, fill } from "./support/channel.ts";
import { openClassroom, type Answer, type Somebody } from "./support/classroom.ts";
import { codeOf, createClass, ok } from "./support/people.ts";
import { dataUrl, offer, PNG } from "./support/pictures.ts";

type Body = Record<string, unknown> & Partial<Refusal>;
const codes = (answers: { status: number; body: unknown }[]) =>
  answers.map(({ status, body }) => (status < 400 ? "done" : (body as Refusal).code));
const count = (list: string[], code: string) => list.filter((each) => each === code).length;
const times = (n: number) => Array.from({ length: n }, (_, i) => i);
const rows = async (query: string, ...values: unknown[]) =>
  (
    await env.DB.prepare(`select count(*) as count from ${query}`)
      .bind(...values)
      .first<{ count: number }>()
  )?.count;

describe("as many as there can be, also of those asked for at once", () => {
  test("R151: tokens of an account", async () => {
    const { browser, account } = (await createClass()).owner;
    const told = codes(await Promise.all(times(58).map(() => browser.post<Body>("/account/tokens", { name: "Loop" }))));
    expect([count(told, "done"), count(told, "forbidden")]).toEqual([TOKENS_MAX, 58 - TOKENS_MAX]);
    expect(
      await rows("sessions s join users u on u.no = s.user_no where u.id = ? and s.kind = 'token'", account.id),
    ).toBe(TOKENS_MAX);
    const { devices } = ok(await browser.get<{ devices: { id: string; kind: string }[] }>("/account/devices"));
    ok(await browser.delete(`/account/devices/${devices.find(({ kind }) => kind === "token")!.id}`));
    expect(codes([await browser.post("/account/tokens", { name: "Room again" })])).toEqual(["done"]);
  });

  test("R151: passkeys of an account", async () => {
    const { browser, account } = (await createClass()).owner;
    const tried = await Promise.all(
      times(PASSKEYS_MAX + 4).map(async () => {
        type Options = Parameters<Authenticator["create"]>[0] & { challengeToken: string };
        const options = ok(await browser.post<Options>("/passkeys/register/options"));
        const response = await new Authenticator().create(options);
        return browser.post<Body>("/passkeys/register", { challengeToken: options.challengeToken, response });
      }),
    );
    const told = codes(tried);
    expect([count(told, "done"), count(told, "too_many")]).toEqual([PASSKEYS_MAX, 4]);
    expect(await rows("passkeys p join users u on u.no = p.user_no where u.id = ?", account.id)).toBe(PASSKEYS_MAX);
  });

  test("R151: classes of an account", async () => {
    const { browser, account, handle } = (await createClass()).owner;
    await env.DB.batch(
      times(CLASSES_MAX - 3).flatMap((i) => [
        env.DB.prepare("insert into workspaces (id, name, created_at) values (?, 'Class', 1)").bind(
          `many-${handle}-${i}`,
        ),
        env.DB.prepare(
          `insert into members (id, workspace_no, user_no, handle, handle_key, name, role, joined_at)
           select 'm-' || w.id, w.no, u.no, u.handle, u.handle_key, 'x', 'owner', 1 from workspaces w, users u where w.id = ? and u.id = ?`,
        ).bind(`many-${handle}-${i}`, account.id),
      ]),
    );
    const told = codes(
      await Promise.all(times(6).map(() => browser.post<Body>("/workspaces", { name: `Another of ${handle}` }))),
    );
    expect([count(told, "done"), count(told, "too_many")]).toEqual([2, 4]);
    // Nothing is left of those that were refused.
    expect(await rows("workspaces where name = ?", `Another of ${handle}`)).toBe(2);
    expect(
      await rows("members m join users u on u.no = m.user_no where u.id = ? and m.role = 'owner'", account.id),
    ).toBe(CLASSES_MAX);
  });

  test("R151: channels of a class; who is refused one hears why, and a taken name is still a taken name", async () => {
    const classroom = await openClassroom();
    const ada = await classroom.person("teacher");
    await env.DB.prepare(
      "insert into channels (id, workspace_no, kind, name, created_at) select 'full-' || value, ?, 'public', 'full-' || value, 1 from json_each(?)",
    )
      .bind(classroom.no, JSON.stringify(times(CHANNELS_MAX - 2)))
      .run();
    const make = (name: string) => ada.post<Body>(`/workspaces/${classroom.id}/channels`, { name });
    expect(codes([await make("full-7")])).toEqual(["name_taken"]);
    const told = codes(await Promise.all(times(6).map((i) => make(`room-${i}`))));
    expect([count(told, "done"), count(told, "too_many")]).toEqual([2, 4]);
    expect(await rows("channels where workspace_no = ? and name is not null", classroom.no)).toBe(CHANNELS_MAX);
  });

  test("R151: scheduled messages, saved ones, drafts and emoji", async () => {
    const classroom = await openClassroom();
    const ada = await classroom.person("teacher");
    const { id, no } = await channelOf([ada]);
    await fill(id, ada, 8);
    const at = Date.now() + 3_600_000;
    const plan = () => ada.post<Body>(`/channels/${id}/scheduled`, { id: uuidv7(), body: "Later", at, zone: "UTC" });
    expect(count(codes(await Promise.all(times(58).map(plan))), "done")).toBe(SCHEDULED_MAX);

    const fillRows = (into: string, select: string, n: number) =>
      env.DB.prepare(`insert into ${into} select ${select} from json_each(?)`)
        .bind(JSON.stringify(times(n)))
        .run();
    await fillRows("saved (member_no, channel_no, seq, at)", `${ada.no}, ${no}, 1000 + value, 1`, SAVED_MAX - 3);
    const save = (seq: number) => ada.put<Body>(`/channels/${id}/messages/${seq + 1}/saved`, {});
    expect(count(codes(await Promise.all(times(8).map(save))), "done")).toBe(3);

    await fillRows("drafts (member_no, channel_no, body, at)", `${ada.no}, 900000 + value, 'x', 1`, DRAFTS_MAX - 1);
    const others = await Promise.all(times(3).map(() => channelOf([ada])));
    const drafted = await Promise.all(
      others.map((other) => ada.put<Body>(`/channels/${other.id}/draft`, { body: "Half" })),
    );
    expect(codes(drafted).toSorted()).toEqual(["done", "too_many", "too_many"]);

    await offer(classroom, ada, ...times(EMOJI_MAX - 1).map((i) => `blob_${i}`));
    const add = (i: number) =>
      ada.post<Body>(`/workspaces/${classroom.id}/emoji`, { name: `late_${i}`, picture: dataUrl(PNG) });
    expect(codes(await Promise.all(times(3).map(add))).toSorted()).toEqual(["done", "too_many", "too_many"]);
  });
});

describe("as often as one may", () => {
  /**
   * The runtime counts by the minutes of the clock, and what was used up in one may be used again in the next: what ran over the end of a
   * minute is run again, in a class of its own.
   */
  const withinAMinute = (sentence: string, run: () => Promise<void>) =>
    test(sentence, { timeout: 150_000 }, async () => {
      const minute = () => Math.floor(Date.now() / 60_000);
      for (;;) {
        const began = minute();
        try {
          return await run();
        } catch (error) {
          if (minute() === began) throw error;
        }
      }
    });

  /** Asks until it is too fast, at most for two minutes' worth. */
  async function untilSlowed(ask: () => Promise<Answer<Body>>, limit: number): Promise<Answer<Body> | undefined> {
    for (let asked = 0; asked <= 2 * limit; asked += 20) {
      const slowed = (await Promise.all(times(20).map(ask))).find(({ body }) => body.code === "too_fast");
      if (slowed) return slowed;
    }
    return undefined;
  }

  /** As this account would have done within this minute. */
  const use = async (deed: string, who: Somebody, frequent: boolean) => {
    const { id } = (await env.DB.prepare("select id from users where no = ?")
      .bind(who.userNo)
      .first<{ id: string }>())!;
    const limit = frequent ? env.BY_ACCOUNT_OFTEN : env.BY_ACCOUNT;
    while ((await limit.limit({ key: `${deed} ${id}` })).success);
  };

  withinAMinute(
    "R151: drafts are slowed down per account, what was kept stays, and it is said when to go on",
    async () => {
      const classroom = await openClassroom();
      const [ada, bo] = [await classroom.person("student"), await classroom.person("student")];
      const { id } = await channelOf([ada, bo]);
      expect((await ada.put(`/channels/${id}/draft`, { body: "Half a thou" })).status).toBe(200);
      await use("draft", ada, true);
      for (const answer of [
        await ada.put<Body>(`/channels/${id}/draft`, { body: "x" }),
        await ada.delete<Body>(`/channels/${id}/draft`),
      ]) {
        expect([answer.status, answer.body.code]).toEqual([429, "too_fast"]);
        expect(answer.body.retryAfter).toBeGreaterThan(0);
      }
      const { body } = await ada.get<{ drafts: { body: string }[] }>(`/workspaces/${classroom.id}/drafts`);
      expect(body.drafts.map((draft) => draft.body)).toEqual(["Half a thou"]);
      expect((await bo.put(`/channels/${id}/draft`, { body: "Not slowed" })).status).toBe(200);
      // Messages are not held up by drafts.
      expect((await ada.post(`/channels/${id}/messages`, { body: "Sent" })).status).toBe(201);
    },
  );

  test("R151: read marks over HTTP are slowed down per account; the mark stays where it was", async () => {
    const classroom = await openClassroom();
    const [ada, bo] = [await classroom.person("student"), await classroom.person("student")];
    const { id, no } = await channelOf([ada, bo]);
    await fill(id, bo, 3);
    expect((await ada.post(`/channels/${id}/read`, { seq: 2 })).status).toBe(204);
    const slowed = await untilSlowed(() => ada.post(`/channels/${id}/read`, { seq: 2 }), 240);
    expect(slowed?.body.retryAfter).toBeGreaterThan(0);
    expect((await ada.post<Body>(`/channels/${id}/read`, { seq: 1, back: true })).body.code).toBe("too_fast");
    const mark = await env.DB.prepare("select read_seq as seq from memberships where channel_no = ? and member_no = ?")
      .bind(no, ada.no)
      .first();
    expect(mark).toEqual({ seq: 2 });
    expect((await bo.post(`/channels/${id}/read`, { seq: 2 })).status).toBe(204);
  });

  withinAMinute("R151: adding and taking out are slowed down per account; whoever is in stays in", async () => {
    const classroom = await openClassroom();
    const [ada, bo, cleo] = [
      await classroom.person("teacher"),
      await classroom.person("student"),
      await classroom.person("student"),
    ];
    const { id } = await channelOf([ada, bo]);
    await use("people", ada, true);
    const tried = [
      await ada.post<Body>(`/channels/${id}/members`, { members: [cleo.id] }),
      await ada.delete<Body>(`/channels/${id}/members/${bo.id}`),
      await ada.delete<Body>(`/workspaces/${classroom.id}/members/${bo.id}`),
    ];
    expect(tried.map(({ body }) => body.code)).toEqual(["too_fast", "too_fast", "too_fast"]);
    const { body } = await bo.get<{ members: { id: string }[] }>(`/channels/${id}/members`);
    expect(body.members.map((member) => member.id)).toEqual([ada.id, bo.id]);
  });

  withinAMinute("R151: no route that writes is without a limit", async () => {
    const classroom = await openClassroom();
    const [owner, bo] = [await classroom.person("owner"), await classroom.person("student")];
    const { id } = await channelOf([owner, bo], { kind: "public" });
    const here = `/workspaces/${classroom.id}`;
    const writes: [string, (who: Somebody) => Promise<Answer<Body>>][] = [
      ["class", (who) => who.patch(here, { name: "Renamed" })],
      ["class", (who) => who.post(`${here}/join-code`)],
      ["class", (who) => who.post(`${here}/leave`)],
      ["people", (who) => who.patch(`${here}/members/${bo.id}`, { role: "ta" })],
      ["profile", (who) => who.patch(`${here}/me`, { name: "Me" })],
      ["profile", (who) => who.patch(`${here}/me/settings`, { typing: false })],
      ["block", (who) => who.put(`${here}/blocks/${bo.id}`)],
      ["block", (who) => who.delete(`${here}/blocks/${bo.id}`)],
      ["membership", (who) => who.post(`${here}/read-all`)],
      ["membership", (who) => who.post(`/channels/${id}/leave`)],
      ["membership", (who) => who.patch(`/channels/${id}/me`, { starred: true })],
      ["channel", (who) => who.patch(`/channels/${id}`, { topic: "x" })],
      ["channel", (who) => who.post(`/channels/${id}/archive`)],
      ["channel", (who) => who.post(`/channels/${id}/restore`)],
      ["saved", (who) => who.put(`/channels/${id}/messages/1/saved`)],
      ["saved", (who) => who.delete(`/channels/${id}/messages/1/saved`)],
      [
        "scheduled",
        (who) => who.post(`/channels/${id}/scheduled`, { body: "x", at: Date.now() + 3_600_000, zone: "UTC" }),
      ],
      ["emoji", (who) => who.delete(`${here}/emoji/blobcat`)],
      ["write", (who) => who.post(`${here}/import/people`, { people: [] })],
      ["write", (who) => who.delete(`/account/passkeys/x`)],
      ["write", (who) => who.delete(`/account/devices/x`)],
      ["write", (who) => who.post(`${here}/scheduled/x/send`)],
    ];
    // By the deed's own limit first, and then by the one for all that an account writes.
    const own = writes.filter(([deed]) => deed !== "write");
    for (const [deed] of own) await use(deed, owner, ["people", "saved"].includes(deed));
    for (const [place, [deed, write]] of own.entries())
      expect([place, deed, (await write(owner)).body.code]).toEqual([place, deed, "too_fast"]);
    await use("write", owner, true);
    for (const [place, [deed, write]] of writes.entries())
      expect([place, deed, (await write(owner)).body.code]).toEqual([place, deed, "too_fast"]);
    expect((await owner.get(`${here}/bootstrap`)).status).toBe(200);
    expect((await owner.post(`/channels/${id}/messages`, { body: "Still here" })).status).toBe(201);
  });
});

test("R151: what is refused because it is too fast says so in the header too", async () => {
  const { browser } = (await createClass()).owner;
  const { account } = ok(await browser.get<{ account: { id: string } }>("/account"));
  while ((await env.BY_ACCOUNT.limit({ key: `token ${account.id}` })).success);
  const answer = await browser.post("/account/tokens", { name: "x" });
  expect([codeOf(answer), answer.headers.get("retry-after")]).toEqual(["too_fast", "60"]);
});

test("I9: who is slowed down is told by what, and when it is over", async () => {
  const reader = await (await openClassroom()).person("student");
  const search = () =>
    exports.default.fetch("https://place.test/api/previews?of=c8Jw2LxYvBd3FgHk.1", {
      headers: { authorization: `Bearer ${reader.token}` },
    });
  const policy = '"preview";q=240;w=60';
  let answer = await search();
  expect([answer.status, answer.headers.get("ratelimit-policy"), answer.headers.get("ratelimit")]).toEqual([
    200,
    policy,
    null,
  ]);
  // A minute that ends among them begins to count anew.
  for (let i = 0; answer.status === 200 && i < 600; i++) answer = await search();
  const told = ["ratelimit-policy", "ratelimit", "retry-after"].map((name) => answer.headers.get(name));
  expect([answer.status, ...told]).toEqual([429, policy, '"preview";r=0;t=60', "60"]);
});
