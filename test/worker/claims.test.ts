/**
 * Imported people and who they were found to be: nothing opens by a word of one's own, by nobody's own yes, nor to anybody but the one who
 * was confirmed; and what opened closes again.
 */
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Channel, Member, Mention, Message, Page, Refusal } from "../../protocol/index.ts";
import type { AuditEntry } from "../../protocol/audit.ts";
import type { MyClaim, TeamClaim } from "../../protocol/claims.ts";
import type { Invitation } from "../../protocol/roster.ts";
import type { SearchPage } from "../../protocol/search/contract.ts";
import { carriedOver } from "./support/channel.ts";
import { openClassroom, request, type Somebody } from "./support/classroom.ts";
import {
  ann,
  brought,
  classroom,
  messages,
  owner,
  people,
  student,
  uuid,
  words,
  importClassForEach,
} from "./support/import-class.ts";

importClassForEach();

const path = (rest = "") => `/workspaces/${classroom.id}/claims${rest}`;
const ask = (who: Somebody, person = ann) => who.post<{ claim: MyClaim } & Refusal>(path(), { person });
const asked = async (who: Somebody, person = ann) => {
  const answer = await ask(who, person);
  expect(answer.status).toBe(201);
  return answer.body.claim.id;
};
const decide = (who: Somebody, claim: string, confirm = true) =>
  who.post<{ claim: TeamClaim } & Refusal>(path(`/${claim}/decision`), { confirm });
const confirmed = async (who: Somebody, person = ann) => {
  const claim = await asked(who, person);
  expect(await decide(owner, claim)).toMatchObject({ status: 200, body: { claim: { state: "confirmed" } } });
  return claim;
};
const undo = (who: Somebody, claim: string) => who.post<Refusal>(path(`/${claim}/undo`));
const page = (who: Somebody, channel: string) => who.get<Page>(`/channels/${channel}/messages?limit=50`);
const shown = async (who: Somebody, id = ann) =>
  (await who.get<{ members: Member[] }>(`/workspaces/${classroom.id}/members?ids=${id}`)).body.members[0];
const mine = async (who: Somebody) =>
  (await who.get<{ channels: Channel[] }>(`/workspaces/${classroom.id}/bootstrap`)).body.channels.map(({ id }) => id);
const membersOf = async (channel: string) => {
  const rows = env.DB.prepare(
    "select m.id from memberships s join members m on m.no = s.member_no join channels c on c.no = s.channel_no where c.id = ? order by m.no",
  );
  return (await rows.bind(channel).all<{ id: string }>()).results.map(({ id }) => id);
};
const audit = async () =>
  (await owner.get<{ entries: AuditEntry[] }>(`/workspaces/${classroom.id}/audit`)).body.entries.map(
    ({ act, actor, details }) => [act, actor, details?.["name"]],
  );

/** What Ann and Bea wrote to each other, and a channel that everybody reads; both in the history of D1. */
let bea: string;
let direct: Channel;
let open: Channel;
beforeEach(async () => {
  [bea = ""] = await people({ key: "slack:bea", handle: "bea", name: "Bea" });
  direct = await brought({ key: "slack:D1", kind: "dm", name: undefined, members: [ann, bea] });
  open = await brought({ key: "slack:C1", name: "general", members: [ann, bea] });
  const [first, second] = words(ann, 1, 2);
  await messages(direct.id, [first!, { ...second!, author: bea, body: "And @ann, what of you?" }]);
  await messages(open.id, [...words(ann, 3, 1), { ...words(bea, 4, 1)[0]!, body: "Ask @ann" }]);
  await Promise.all([carriedOver(direct.id, 2), carriedOver(open.id, 2)]);
});

describe("before anybody confirmed it", () => {
  it("who asks reads nothing of it, nor does the team that is asked; asking twice is one request", async () => {
    const claim = await asked(student);
    expect((await ask(student)).body.claim.id).toBe(claim);
    for (const who of [student, owner]) expect((await page(who, direct.id)).status).toBe(404);
    expect(await membersOf(direct.id)).toEqual([ann, bea]);
    expect((await shown(student))?.claimedBy).toBeUndefined();
    const [waiting] = (await owner.get<{ claims: TeamClaim[] }>(path())).body.claims;
    expect(waiting).toMatchObject({ id: claim, by: student.id, person: ann, personName: "slack:ann", opens: 1 });
  });

  it("nobody confirms their own, and nobody who does not teach confirms any", async () => {
    const other = await classroom.person("student");
    const own = await asked(owner);
    expect((await decide(owner, own)).status).toBe(404);
    for (const who of [student, other]) expect((await decide(who, own)).status).toBe(403);
    expect((await page(owner, direct.id)).status).toBe(404);
    expect(await decide(await classroom.person("ta"), own)).toMatchObject({ status: 200 });
    expect((await page(owner, direct.id)).status).toBe(200);
  });

  it("a person who is here themselves, one of another class, a guest's and a refused request open nothing", async () => {
    expect(await ask(student, owner.id)).toMatchObject({ status: 403, body: { reason: "claim_not_free" } });
    const elsewhere = await openClassroom("Another class");
    const stranger = await elsewhere.person("owner");
    expect((await request("POST", path(), { person: ann }, stranger)).status).toBe(404);
    const theirs = await stranger.post<{ people: { member: string }[] }>(`/workspaces/${elsewhere.id}/import/people`, {
      people: [{ key: "slack:zoe", handle: "zoe", name: "Zoe" }],
    });
    expect((await ask(student, theirs.body.people[0]!.member)).status).toBe(404);
    expect((await ask(await classroom.person("guest"))).status).toBe(403);
    const claim = await asked(student);
    expect((await decide(owner, claim, false)).body.claim.state).toBe("refused");
    // Decided once: a later yes finds nothing that waits.
    expect((await decide(owner, claim)).body.claim.state).toBe("refused");
    expect((await page(student, direct.id)).status).toBe(404);
  });

  it("as many wait as may, and not one more", async () => {
    const more = await people(
      ...["one", "two", "three"].map((each) => ({ key: `slack:${each}`, handle: each, name: each })),
    );
    for (const person of more) await asked(student, person);
    expect(await ask(student)).toMatchObject({ status: 409, body: { reason: "claims_full" } });
  });
});

describe("R4: once it is confirmed", () => {
  it("old messages, mentions and direct messages are theirs, and nobody else's", async () => {
    const claim = await confirmed(student);
    expect((await shown(owner))?.claimedBy).toBe(student.id);
    expect(await membersOf(direct.id)).toEqual([student.id, bea]);
    const read = await page(student, direct.id);
    expect(read.body.messages.map(({ author, body }) => [author, body])).toEqual([
      [ann, "Message 1"],
      [bea, "And @ann, what of you?"],
    ]);
    for (const who of [owner, await classroom.person("teacher")]) expect((await page(who, direct.id)).status).toBe(404);
    // Bea is still nobody's, so nobody is written to there.
    expect((await student.post(`/channels/${direct.id}/messages`, { id: uuid(90), body: "Hello" })).status).toBe(403);
    // In the open channel they are named as soon as they read it.
    await student.post(`/channels/${open.id}/join`);
    const named = (await student.get<{ mentions: Mention[] }>(`/workspaces/${classroom.id}/mentions`)).body.mentions;
    expect(named.map(({ message }) => message.body).sort()).toEqual(["And @ann, what of you?", "Ask @ann"]);
    const edit = (who: Somebody) => who.patch<Message>(`/channels/${open.id}/messages/1`, { body: "As I said" });
    expect((await edit(owner)).status).toBe(403);
    expect(await edit(student)).toMatchObject({ status: 200 });
    expect((await student.delete(`/channels/${direct.id}/messages/1`)).status).toBeLessThan(300);
    expect(await audit()).toEqual(
      expect.arrayContaining([
        ["claimAsked", student.id, undefined],
        ["claimConfirmed", owner.id, "slack:ann"],
      ]),
    );
    expect((await audit()).filter(([act]) => act === "messageDeleted")).toEqual([]);
    expect((await student.get<{ claims: MyClaim[] }>(path("/mine"))).body.claims).toMatchObject([
      { id: claim, state: "confirmed", person: ann },
    ]);
  });

  it("a search from one of their names finds both, and leaves out what the asker may not read", async () => {
    await confirmed(student);
    await student.post(`/channels/${open.id}/join`);
    const find = async (who: Somebody, q: string) =>
      (await who.get<SearchPage>(`/workspaces/${classroom.id}/search?q=${encodeURIComponent(q)}`)).body.hits.map(
        ({ message }) => message.body,
      );
    await vi.waitFor(async () => expect(await find(student, "from:me")).toEqual(["Message 3", "Message 1"]));
    expect(await find(student, "from:@ann is:mine")).toEqual(["Message 3", "Message 1"]);
    expect(await find(owner, `from:@${student.handle}`)).toEqual(["Message 3"]);
    expect(await find(student, "mentions:me")).toHaveLength(2);
  });

  it("of two who say so one is found to be them: the other stays outside, whoever of the team says yes", async () => {
    const other = await classroom.person("student");
    const second = await asked(other);
    await confirmed(student);
    expect(await decide(owner, second)).toMatchObject({ status: 403, body: { reason: "claim_not_free" } });
    expect(await ask(await classroom.person("student"))).toMatchObject({ status: 403 });
    expect((await page(other, direct.id)).status).toBe(404);
  });

  it("an import puts no more words into their mouth, and nobody back into the conversation", async () => {
    await confirmed(student);
    expect(await messages(open.id, words(ann, 50, 1))).toMatchObject({
      status: 400,
      body: { reason: "import_stranger" },
    });
    await owner.post(`/workspaces/${classroom.id}/import/channels`, {
      ...{ key: "slack:D1", kind: "dm", members: [ann, bea] },
    });
    expect(await membersOf(direct.id)).not.toContain(ann);
  });
});

describe("undone within a week", () => {
  it("closes what opened, exactly, and leaves what was theirs before", async () => {
    const theirs = await brought({ key: "slack:G1", kind: "private", name: "crew", members: [ann, bea] });
    await env.DB.prepare(
      "insert into memberships (channel_no, member_no, joined_at) select no, ?, 1 from channels where id = ?",
    )
      .bind(student.no, theirs.id)
      .run();
    const claim = await confirmed(student);
    const other = await classroom.person("student");
    expect((await undo(other, claim)).status).toBe(404);
    expect((await undo(student, claim)).status).toBe(204);
    expect((await page(student, direct.id)).status).toBe(404);
    expect(await mine(student)).toContain(theirs.id);
    expect(await membersOf(direct.id)).toEqual([ann, bea]);
    expect((await shown(student))?.claimedBy).toBeUndefined();
    expect((await student.delete(`/channels/${theirs.id}/messages/1`)).status).toBe(404);
    expect((await audit())[0]).toEqual(["claimUndone", student.id, "slack:ann"]);
    // Undone once: what is confirmed later is not closed by the one before.
    await confirmed(student);
    expect((await undo(student, claim)).status).toBe(404);
    expect((await page(student, direct.id)).status).toBe(200);
  });

  it("a day after that week it stands, whoever asks", async () => {
    const claim = await confirmed(student);
    await env.DB.prepare("update claims set decided_at = decided_at - ? where id = ?")
      .bind(8 * 24 * 60 * 60_000, claim)
      .run();
    for (const who of [student, owner])
      expect(await undo(who, claim)).toMatchObject({ status: 403, body: { reason: "claim_too_late" } });
    expect((await page(student, direct.id)).status).toBe(200);
  });
});

describe("matched by the roster", () => {
  const rosterOf = (rest = "") => `/workspaces/${classroom.id}/roster${rest}`;
  const expected = async () => {
    const rows = [
      { name: "Ann Somebody", handle: `ann.${uuid(1).slice(-3)}${Math.random().toString(36).slice(2, 8)}` },
    ];
    const added = await owner.post<{ links: { id: string; token: string }[] }>(rosterOf(), { rows });
    return added.body.links[0]!;
  };
  const match = (who: Somebody, id: string, person: string | null) =>
    who.put<Refusal>(rosterOf(`/${id}/imported`), { person });

  it("who comes by the link is them at once; a link that names nobody opens nothing", async () => {
    const [link, plain] = [await expected(), await expected()];
    expect((await match(student, link.id, ann)).status).toBe(403);
    expect((await match(owner, link.id, student.id)).status).toBe(404);
    expect((await match(owner, link.id, ann)).status).toBe(204);
    const { invitations } = (await owner.get<{ invitations: Invitation[] }>(rosterOf())).body;
    expect(invitations.find(({ id }) => id === link.id)?.imported).toBe(ann);
    const come = (token: string) =>
      request<{ account: { id: string } }>("POST", "/invitation", {
        token,
        account: { password: "correct horse battery" },
      });
    expect((await come(plain.token)).status).toBe(201);
    expect((await shown(owner))?.claimedBy).toBeUndefined();
    expect((await come(link.token)).status).toBe(201);
    const by = (await shown(owner))?.claimedBy;
    expect((await shown(owner, by))?.name).toBe("Ann Somebody");
    expect(await membersOf(direct.id)).toEqual([bea, by]);
    expect((await audit()).map(([act]) => act)).toEqual(
      expect.arrayContaining(["rosterMatched", "invitationUsed", "claimConfirmed"]),
    );
    const found = await owner.get<{ people: { id: string }[] }>(path("/people?q="));
    expect(found.body.people.map(({ id }) => id)).toEqual([bea]);
  });

  it("where somebody else was found to be them meanwhile, they come and nothing opens", async () => {
    const link = await expected();
    await match(owner, link.id, ann);
    await confirmed(student);
    const answer = await request("POST", "/invitation", {
      token: link.token,
      account: { password: "correct horse battery" },
    });
    expect(answer.status).toBe(201);
    expect((await shown(owner))?.claimedBy).toBe(student.id);
    expect((await owner.get<{ claims: TeamClaim[] }>(path())).body.claims).toHaveLength(1);
  });
});
