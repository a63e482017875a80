/** "Erase me": what is said before, the week, what goes, what stays, and the receipt. */
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { type Message, type Refusal } from "../../protocol/index.ts";
import { everything, receiptOf, runErasure } from "./support/erased.ts";
import { expectFound } from "./support/found.ts";
import {
  bootstrapOf,
  Browser,
  codeOf,
  createClass,
  giveRole,
  joinAs,
  memberOf,
  ok,
  PASSWORD,
  type Person,
} from "./support/people.ts";

const erase = (person: Person, password: string | undefined = PASSWORD) =>
  person.browser.post<{ receipt: string; dueAt: number } & Refusal>("/account/erasure", { password });
const pageOf = async (person: Person, channel: string) =>
  ok(await person.browser.get<{ messages: Message[] }>(`/channels/${channel}/messages`)).messages;
const say = async (person: Person, channel: string, body: string) =>
  ok(await person.browser.post<{ message: Message }>(`/channels/${channel}/messages`, { body })).message;

async function aTalk() {
  const { joinCode, owner } = await createClass();
  const student = await joinAs(joinCode);
  const { channels } = await bootstrapOf(student.browser, student.workspace);
  const channel = channels.find(({ posting }) => posting === "all")!.id;
  const { no } = (await env.DB.prepare("select no from channels where id = ?").bind(channel).first<{ no: number }>())!;
  return { joinCode, owner, student, channel, no };
}

describe("erase me", () => {
  it("takes out words, reactions, votes and all that was kept of them; the others read what is theirs", async () => {
    const { owner, student, channel, no } = await aTalk();
    const mine = await say(student, channel, "A dodo of mine");
    const theirs = await say(owner, channel, "An auk of hers");
    await student.browser.post(`/channels/${channel}/messages/${theirs.seq}/acts`, {
      act: { type: "react", emoji: "👍", on: true },
    });
    const poll = ok(
      await owner.browser.post<{ message: Message }>(`/channels/${channel}/messages`, {
        body: "Which?",
        poll: { question: "Which?", options: ["One", "Two"] },
      }),
    ).message;
    await student.browser.post(`/channels/${channel}/messages/${poll.seq}/acts`, {
      act: { type: "vote", choices: [1] },
    });
    await student.browser.patch(`/channels/${channel}/messages/${mine.seq}`, { body: "A dodo of mine, edited" });
    const thread = ok(
      await owner.browser.post<{ channel: { id: string } }>(`/channels/${channel}/messages/${mine.seq}/thread`),
    ).channel.id;
    await say(owner, thread, "An answer");
    await say(student, thread, "The dodo again");
    const direct = ok(
      await student.browser.post<{ channel: { id: string } }>(`/workspaces/${student.workspace}/direct`, {
        member: owner.member,
      }),
    ).channel.id;
    await say(student, direct, "A dodo in private");
    await student.browser.put(`/channels/${channel}/draft`, { body: "A dodo not sent" });
    await student.browser.patch(`/workspaces/${student.workspace}/me`, { name: "Dorothea Dodo", bio: "dodo" });
    await student.browser.put(`/channels/${channel}/messages/${theirs.seq}/saved`, { note: "dodo" });
    await expectFound(no, "dodo", [mine.seq]);

    const asked = ok(await erase(student));
    expect(codeOf(await student.browser.get("/account"))).toBe("not_signed_in");
    expect((await pageOf(owner, channel)).find(({ seq }) => seq === mine.seq)?.body).toContain("edited");
    await runErasure(asked.receipt);

    const page = await pageOf(owner, channel);
    expect(page.find(({ seq }) => seq === mine.seq)).toMatchObject({
      body: "",
      deletedAt: expect.any(Number) as number,
    });
    expect(page.map(({ seq }) => seq)).toEqual(page.map((_, at) => page[0]!.seq + at));
    expect(page.find(({ seq }) => seq === theirs.seq)).toMatchObject({ body: "An auk of hers" });
    expect(page.find(({ seq }) => seq === theirs.seq)?.meta?.reactions).toBeUndefined();
    expect(page.find(({ seq }) => seq === poll.seq)?.meta?.poll).toMatchObject({
      voted: [],
      options: [{ votes: 0 }, { votes: 0 }],
    });
    expect((await pageOf(owner, thread)).map(({ body }) => body)).toEqual(["An answer", ""]);
    expect((await pageOf(owner, direct)).map(({ body }) => body)).toEqual([""]);
    await expectFound(no, "dodo", []);
    // Nowhere in the databases, nor in what others save of the channel.
    const lines = [...(await everything())].filter((line) => /\bdodo\b/iu.test(line) || line.includes(student.handle));
    expect(lines.filter((line) => !line.startsWith("search.dictionary"))).toEqual([]);
    const saved = await owner.browser.get<unknown>(`/channels/${channel}/plain/json`);
    expect(JSON.stringify(saved.body)).not.toMatch(/\bdodo\b/iu);
    expect(await memberOf(owner, student.member)).toMatchObject({ former: true, left: true });
    const receipt = await receiptOf(asked.receipt, new Browser());
    expect(receipt.counts).toMatchObject({ messages: 3, reactions: 2, classes: 1 });
    expect(receipt.doneAt).toBeGreaterThan(0);
    expect(
      codeOf(await new Browser().post("/sign-in", { handle: student.handle, password: PASSWORD, reopen: true })),
    ).toBe("wrong_credentials");
  });

  it("is taken back by signing in within the week: nothing is taken out, though the time comes", async () => {
    const { owner, student, channel } = await aTalk();
    const { seq } = await say(student, channel, "It stays");
    const asked = ok(await erase(student));
    ok(await new Browser().post("/sign-in", { handle: student.handle, password: PASSWORD, reopen: true }));
    expect((await receiptOf(asked.receipt, owner.browser)).takenBackAt).toBeGreaterThan(0);
    await runErasure(asked.receipt);
    expect((await pageOf(owner, channel)).find((one) => one.seq === seq)?.body).toBe("It stays");
    expect(await memberOf(owner, student.member)).not.toHaveProperty("former");
  });

  it("asks for the password; owners hand over first; of two owners who go at once one stays", async () => {
    const { joinCode, owner, student } = await aTalk();
    for (const wrong of [undefined, "a guess"])
      expect(codeOf(await student.browser.post("/account/erasure", { password: wrong }))).toBe("wrong_credentials");
    expect((await erase(owner)).body.reason).toBe("owns_alone");
    const second = await joinAs(joinCode);
    await giveRole(owner, second, "owner");
    const answers = await Promise.all([erase(owner), erase(second)]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    expect(codeOf(await new Browser().get("/receipts/nothing"))).toBe("not_found");
  });

  it("a class in which nobody else ever was goes along", async () => {
    const { owner } = await createClass("Mine alone");
    const { no } = (await env.DB.prepare("select no from workspaces where id = ?")
      .bind(owner.workspace)
      .first<{ no: number }>())!;
    const asked = ok(await erase(owner));
    await runErasure(asked.receipt);
    const job = await env.DB.prepare(`select id from erasures where "of" = 'class' and no = ?`)
      .bind(no)
      .first<{ id: string }>();
    await runErasure(job!.id);
    expect(await env.DB.prepare("select 1 from workspaces where id = ?").bind(owner.workspace).first()).toBeNull();
    expect((await receiptOf(job!.id, new Browser())).doneAt).toBeGreaterThan(0);
  });
});
