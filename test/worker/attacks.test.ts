/** What somebody tries who means no good: each test says what has to hold, and what was tried. */
import { v7 as uuidv7 } from "uuid";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { Account, Channel, MyChannel, Page, Refusal } from "../../protocol/index.ts";
import { channelOf, storedIn } from "./support/channel.ts";
import { openClassroom, type Somebody } from "./support/classroom.ts";
import { openChannel, upgrade } from "./support/live-socket.ts";
import { Browser, codeOf, createClass, giveRole, joinAs, ok, PASSWORD } from "./support/people.ts";
import { putToSleep } from "./support/rooms.ts";

afterEach(() => vi.restoreAllMocks());

/** A client that hears that it is over (`over`) and does not hang up. */
async function deafSocket(channel: string, who: Somebody): Promise<{ say(frame: object): void; over: Promise<void> }> {
  const { webSocket } = await upgrade(`/channels/${channel}/socket`, who);
  const socket = webSocket as WebSocket & { accept(how: { allowHalfOpen: boolean }): void };
  const over = new Promise<void>((resolve) => {
    socket.addEventListener("close", () => resolve());
  });
  socket.accept({ allowHalfOpen: true });
  const say = (frame: object) => {
    try {
      socket.send(JSON.stringify(frame));
    } catch {
      // A line that is cut is as good.
    }
  };
  return { say, over };
}

const bodies = async (channel: string, who: Somebody) =>
  (await who.get<Page>(`/channels/${channel}/messages`)).body.messages.map(({ body }) => body);

describe("who is out", () => {
  test("I6: somebody who was taken out and does not hang up posts nothing more", async () => {
    const classroom = await openClassroom();
    const [ada, eve] = [await classroom.person("student"), await classroom.person("student")];
    const { id } = await channelOf([ada, eve]);
    const deaf = await deafSocket(id, eve);
    expect((await ada.delete(`/channels/${id}/members/${eve.id}`)).status).toBe(204);
    await deaf.over;
    deaf.say({ type: "post", id: uuidv7(), body: "still here" });
    const live = await openChannel(id, ada);
    await live.post("after");
    expect(await bodies(id, ada)).toEqual(["after"]);
  });

  test("I6: somebody who was taken out and does not hang up posts nothing more after the room slept", async () => {
    const classroom = await openClassroom();
    const [ada, eve] = [await classroom.person("student"), await classroom.person("student")];
    const { id } = await channelOf([ada, eve]);
    const deaf = await deafSocket(id, eve);
    expect((await ada.delete(`/channels/${id}/members/${eve.id}`)).status).toBe(204);
    await deaf.over;
    await putToSleep(id);
    deaf.say({ type: "post", id: uuidv7(), body: "still here" });
    const live = await openChannel(id, ada);
    await live.post("after");
    expect(await bodies(id, ada)).toEqual(["after"]);
  });

  test("I6: a session that ended posts nothing more on a socket that does not hang up", async () => {
    const classroom = await openClassroom();
    const [ada, eve] = [await classroom.person("student"), await classroom.person("student")];
    const { id } = await channelOf([ada, eve]);
    const deaf = await deafSocket(id, eve);
    expect((await eve.post("/sign-out")).status).toBe(204);
    await deaf.over;
    deaf.say({ type: "post", id: uuidv7(), body: "still here" });
    const live = await openChannel(id, ada);
    await live.post("after");
    expect(await bodies(id, ada)).toEqual(["after"]);
  });

  test("who was on the teaching team and is not any more runs none of the open channels they made", async () => {
    const { joinCode, owner } = await createClass();
    const helper = await joinAs(joinCode);
    await giveRole(owner, helper, "ta");
    const { channel } = ok(
      await helper.browser.post<{ channel: MyChannel }>(`/workspaces/${helper.workspace}/channels`, { name: "lab" }),
    );
    await giveRole(owner, helper, "student");
    expect(codeOf(await helper.browser.patch(`/channels/${channel.id}`, { name: "mine-now" }))).toBe("forbidden");
    expect(codeOf(await helper.browser.post(`/channels/${channel.id}/archive`))).toBe("forbidden");
  });

  test("who left in time to keep their role can still be put out, and comes back as a student", async () => {
    const { joinCode, owner } = await createClass();
    const helper = await joinAs(joinCode);
    await giveRole(owner, helper, "teacher");
    expect((await helper.browser.post(`/workspaces/${helper.workspace}/leave`)).status).toBe(204);
    expect((await owner.browser.delete(`/workspaces/${owner.workspace}/members/${helper.member}`)).status).toBe(204);
    ok(await helper.browser.post("/join", { code: joinCode }));
    const { account } = ok(await helper.browser.get<{ account: Account }>("/account"));
    expect(account.workspaces[0]?.role).toBe("student");
  });

  test("two owners who leave at once do not leave the class without one", async () => {
    const classroom = await openClassroom();
    const owners = [await classroom.person("owner"), await classroom.person("owner")];
    const answers = await Promise.all(owners.map((each) => each.post(`/workspaces/${classroom.id}/leave`)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([204, 409]);
  });
});

describe("secret ballots", () => {
  test("R38: who watches the votes come in learns from no frame what anybody voted", async () => {
    const classroom = await openClassroom();
    const voters = [
      await classroom.person("student"),
      await classroom.person("student"),
      await classroom.person("student"),
    ];
    const eve = await classroom.person("student");
    const { id } = await channelOf([eve, ...voters]);
    const watching = await openChannel(id, eve);
    const poll = { question: "Who leads?", options: ["Ada", "Bo"], secret: true };
    watching.send({ type: "post", id: uuidv7(), body: "Vote", poll });
    await watching.next("stored");
    for (const [i, voter] of voters.entries()) {
      const answer = await voter.post(`/channels/${id}/messages/1/acts`, { act: { type: "vote", choices: [i % 2] } });
      expect(answer.status).toBe(200);
    }
    await watching.next("changed", ({ changes }) => changes.some(({ meta }) => meta?.poll?.voted.length === 3));
    const learned: string[] = [];
    let before = { voted: [] as string[], votes: [0, 0] };
    for (const frame of watching.frames) {
      if (frame.type !== "changed") continue;
      for (const { meta } of frame.changes) {
        if (!meta?.poll) continue;
        const now = { voted: meta.poll.voted, votes: meta.poll.options.map(({ votes }) => votes ?? 0) };
        const newcomers = now.voted.filter((member) => !before.voted.includes(member));
        const grown = now.votes.flatMap((votes, i) => (votes > (before.votes[i] ?? 0) ? [i] : []));
        if (newcomers.length === 1 && grown.length === 1) learned.push(`${newcomers[0]} chose ${grown[0]}`);
        before = now;
      }
    }
    expect(learned).toEqual([]);
  });

  test("R38: ballots and earlier wordings are in no answer that carries a message", async () => {
    const classroom = await openClassroom();
    const [ada, eve] = [await classroom.person("student"), await classroom.person("student")];
    const { id } = await channelOf([ada, eve]);
    const live = await openChannel(id, ada);
    const poll = { question: "When?", options: ["Mon", "Tue"], sealed: true };
    live.send({ type: "post", id: uuidv7(), body: "When?", poll });
    await live.next("stored");
    await live.post("first wording");
    await ada.patch(`/channels/${id}/messages/2`, { body: "second wording" });
    await ada.post(`/channels/${id}/messages/1/acts`, { act: { type: "vote", choices: [1] } });
    await ada.post(`/channels/${id}/messages/1/acts`, { act: { type: "pin", on: true } });
    while ((await storedIn(id))[1]?.body !== "second wording") await ada.get(`/channels/${id}/messages?around=1`);
    const again = await openChannel(id, eve, 0);
    await again.next("resumed");
    const told = JSON.stringify([
      again.frames,
      await eve.get(`/channels/${id}/messages`),
      await eve.get(`/channels/${id}/messages?around=1&limit=2`),
      await eve.get(`/channels/${id}/messages?around=1&limit=2&rev=999999`),
      await eve.get(`/channels/${id}/landmarks`),
      await eve.post(`/channels/${id}/messages/1/acts`, { act: { type: "react", emoji: "👍", on: true } }),
    ]);
    expect(told).toContain("second wording");
    expect(told).not.toContain("first wording");
    expect(told).not.toMatch(/sealed"?:\s*"|ballots|bodyRev/u);
    for (const seq of [1, 2]) expect((await eve.get(`/channels/${id}/messages/${seq}/versions`)).status).toBe(403);
  });
});

describe("passing for somebody else", () => {
  const join = (code: string, handle: string) =>
    new Browser().post<Refusal>("/join", { code, account: { handle, name: "Eve", password: PASSWORD } });

  test.each([
    ["a joiner that nobody sees", "miri\u034Fam.l"],
    ["a variation selector", "miriam\uFE0F.l"],
    ["an invisible letter at the end", "miriam.l\u3164"],
    ["an invisible letter within", "mir\u115Fiam.l"],
  ])("R140: a handle cannot be copied with %s", async (_title, handle) => {
    const { joinCode } = await createClass();
    const name = `miriam.l`;
    // The first one may be taken already by an earlier row of this table: then it is there, which is what counts.
    await join(joinCode, name);
    expect(["handle_taken", "invalid"]).toContain(codeOf(await join(joinCode, handle)));
  });

  test.each([
    ["small capitals", "ᴏᴠᴄ.tester", "ovc.tester"],
    ["the Cyrillic and the Greek that read as Latin", "рοlly.tester", "polly.tester"],
  ])("R140: a handle cannot be copied in %s", async (_title, copy, original) => {
    const { joinCode } = await createClass();
    expect((await join(joinCode, original)).status).toBe(201);
    expect(["handle_taken", "invalid"]).toContain(codeOf(await join(joinCode, copy)));
  });

  test.each(["c1ass", "hеre", "everу0ne", "systern", "p1ace", "Chаnnel"])(
    "R140: words that call everybody are nobody's in any disguise: %s",
    async (handle) => {
      const { joinCode } = await createClass();
      expect(codeOf(await join(joinCode, handle))).toBe("handle_taken");
    },
  );
});

describe("imports by somebody who leads a class", () => {
  const uuid = (n: number) => `01890000-0000-7000-8000-${String(n).padStart(12, "0")}`;
  const begin = async () => {
    const classroom = await openClassroom();
    const [owner, ada, bo] = [
      await classroom.person("owner"),
      await classroom.person("student"),
      await classroom.person("student"),
    ];
    const at = (path: string) => `/workspaces/${classroom.id}/import/${path}`;
    const channel = async (body: object) => {
      const base = { key: "slack:C1", kind: "public", name: "old", members: [] };
      return (await owner.post<{ channel: Channel }>(at("channels"), { ...base, ...body })).body.channel;
    };
    const person = async (key: string) =>
      (await owner.post<{ people: { member: string }[] }>(at("people"), { people: [{ key, handle: key, name: key }] }))
        .body.people[0]!.member;
    return { classroom, owner, ada, bo, at, channel, person };
  };

  test("nobody's name is put under words they did not write: an imported author has no account here", async () => {
    const { owner, ada, at, channel } = await begin();
    const { id } = await channel({});
    const forged = { id: uuid(1), author: ada.id, at: Date.now(), body: "I copied the homework." };
    expect(await owner.post(at(`channels/${id}/messages`), { messages: [forged] })).toMatchObject({
      status: 400,
      body: { code: "invalid", field: "messages.0.author" },
    });
  });

  test("I5: a conversation of two people of the class takes nothing from an import, and tells the importer nothing", async () => {
    const { classroom, owner, ada, bo, at } = await begin();
    const asked = { key: "slack:D1", kind: "dm", name: "old", members: [ada.id, bo.id] };
    expect((await owner.post(at("channels"), asked)).status).toBeGreaterThanOrEqual(400);
    const { channel: theirs } = (
      await ada.post<{ channel: MyChannel }>(`/workspaces/${classroom.id}/direct`, { member: bo.id })
    ).body;
    expect((await ada.post(`/channels/${theirs.id}/messages`, { body: "between us" })).status).toBe(201);
    while ((await storedIn(theirs.id)).length === 0) await ada.get(`/channels/${theirs.id}/messages?around=1`);
    expect((await owner.get(at(`channels/${theirs.id}/places`))).status).toBe(404);
    const forged = { id: uuid(1), author: ada.id, at: 1_500_000_000_000, body: "not said" };
    expect((await owner.post(at(`channels/${theirs.id}/messages`), { messages: [forged] })).status).toBe(404);
  });

  test.each([
    ["a message from the year 275761", { at: 8_640_000_000_000_001 }],
    ["a message from next year", { at: Date.now() + 366 * 86_400_000 }],
    ["an edit before all time", { editedAt: -1 }],
    ["an edit at no whole millisecond", { editedAt: 1.5 }],
    ["a deletion beyond all time", { deletedAt: 1e300 }],
    ["a reaction by a negative number of people", { meta: { reactions: [{ emoji: "👍", members: [], count: -3 }] } }],
    [
      "a reaction by somebody of nowhere",
      { meta: { reactions: [{ emoji: "👍", members: ["nobody-knows-them"], count: 1 }] } },
    ],
    ["a reaction as long as a book", { meta: { reactions: [{ emoji: "x".repeat(50_000), members: [], count: 1 }] } }],
  ])("I9: %s is refused", async (_title, odd) => {
    const { owner, at, channel, person } = await begin();
    const { id } = await channel({});
    const author = await person("slack:u1");
    const message = { id: uuid(1), author, at: 1_500_000_000_000, body: "x", ...odd };
    expect(await owner.post(at(`channels/${id}/messages`), { messages: [message] })).toMatchObject({
      status: 400,
      body: { code: "invalid" },
    });
  });
});
