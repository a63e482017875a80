import { exports } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { CLOSE, type Member, type MyChannel } from "../../protocol/index.ts";
import {
  bootstrapOf,
  Browser,
  codeOf,
  createClass,
  giveRole,
  joinAs,
  memberOf,
  ok,
  SITE,
  type Person,
} from "./support/people.ts";

const PNG =
  "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
const edit = (person: Person, change: unknown) =>
  person.browser.patch<{ member: Member }>(`/workspaces/${person.workspace}/me`, change);
const setRole = (asker: Person, person: Person, role: unknown) =>
  asker.browser.patch<{ member: Member }>(`/workspaces/${person.workspace}/members/${person.member}`, { role });
const remove = (asker: Person, person: Person) =>
  asker.browser.delete(`/workspaces/${person.workspace}/members/${person.member}`);
const leave = (person: Person) => person.browser.post(`/workspaces/${person.workspace}/leave`);

describe("my profile", () => {
  it("R81: name, pronouns and a short text about me are seen by the class", async () => {
    const { joinCode, owner } = await createClass();
    const student = await joinAs(joinCode);
    const { member } = ok(await edit(student, { name: " Zoë  Q. ", pronouns: "they/them", bio: "I like\nproofs." }));
    expect(member).toMatchObject({ name: "Zoë Q.", pronouns: "they/them", bio: "I like\nproofs." });
    expect(await memberOf(owner, student.member)).toEqual(member);
    const again = ok(await edit(student, { pronouns: "", bio: " " })).member;
    expect(again).not.toHaveProperty("pronouns");
    expect(again).not.toHaveProperty("bio");
    expect(again.name).toBe("Zoë Q.");
  });

  it("is refused where it is empty, too long or not text, and stays as it was", async () => {
    const { owner } = await createClass();
    expect(codeOf(await edit(owner, { name: "\u200b " }))).toBe("empty");
    expect(codeOf(await edit(owner, { name: "x".repeat(61) }))).toBe("too_long");
    expect(codeOf(await edit(owner, { bio: "x".repeat(281) }))).toBe("too_long");
    expect(codeOf(await edit(owner, { name: "a\u0000b" }))).toBe("not_text");
    expect(codeOf(await edit(owner, { name: 7 }))).toBe("invalid");
    expect((await memberOf(owner, owner.member))?.name).toBe(`Owner ${owner.handle}`);
    expect((await edit(owner, {})).status).toBe(200);
  });

  it("R81: a picture has an address of its own, is cached for ever, and can do nothing but be seen", async () => {
    const { owner } = await createClass();
    const { member } = ok(await edit(owner, { picture: PNG }));
    expect(member.picture).toMatch(new RegExp(`^/api/pictures/${owner.member}/\\d+$`, "u"));
    const image = await exports.default.fetch(SITE + member.picture!);
    expect(image.status).toBe(200);
    expect(image.headers.get("content-type")).toBe("image/png");
    expect(image.headers.get("cache-control")).toContain("immutable");
    expect(image.headers.get("x-content-type-options")).toBe("nosniff");
    expect(image.headers.get("content-security-policy")).toContain("sandbox");
    expect(Buffer.from(await image.arrayBuffer()).toString("base64")).toBe(PNG.split(",")[1]);

    ok(await edit(owner, { picture: null }));
    expect(await memberOf(owner, owner.member)).not.toHaveProperty("picture");
    expect((await exports.default.fetch(SITE + member.picture!)).status).toBe(404);
  });

  it("takes for a picture what is one: no page, no drawing with scripts, nothing large", async () => {
    const { owner } = await createClass();
    const html = Buffer.from("<script>alert(1)</script>").toString("base64");
    const odd = [
      `data:text/html;base64,${html}`,
      `data:image/svg+xml;base64,${html}`,
      `data:image/png;base64,${html}`,
      "https://evil.test/x.png",
      5,
    ];
    for (const picture of odd) expect(codeOf(await edit(owner, { picture }))).toBe("invalid");
    expect(codeOf(await edit(owner, { picture: `data:image/png;base64,${"A".repeat(42_000)}` }))).toBe("too_large");
    for (const path of ["x/1", `${owner.member}/NaN`, `${owner.member}/1e999`, `${owner.member}/-1`]) {
      expect((await new Browser().get(`/pictures/${path}`)).status).toBe(404);
    }
  });
});

describe("the people of a class", () => {
  it("are listed for those who are in it, and for nobody else", async () => {
    const { joinCode, owner, workspace } = await createClass();
    const student = await joinAs(joinCode);
    const path = `/workspaces/${workspace.id}/members`;
    const { members } = ok(await student.browser.get<{ members: Member[] }>(path));
    expect(members.map(({ id }) => id).sort()).toEqual([owner.member, student.member].sort());
    const outsider = (await createClass()).owner;
    expect(codeOf(await outsider.browser.get(path))).toBe("not_found");
    expect(codeOf(await outsider.browser.get(`${path}?ids=${student.member}`))).toBe("not_found");
    expect(codeOf(await new Browser().get(path))).toBe("not_signed_in");
  });

  it("I5: by their id are told only of one's own class", async () => {
    const { owner } = await createClass();
    const stranger = (await createClass()).owner;
    expect(await memberOf(owner, stranger.member)).toBeUndefined();
    expect(codeOf(await setRole(owner, { ...stranger, workspace: owner.workspace }, "ta"))).toBe("not_found");
    expect(codeOf(await remove(owner, { ...stranger, workspace: owner.workspace }))).toBe("not_found");
  });

  it("are asked for by at most 100 ids, of any kind", async () => {
    const { owner } = await createClass();
    const path = `/workspaces/${owner.workspace}/members?ids=`;
    const hundred = Array.from({ length: 99 }, (_, n) => `unknown-${n}`);
    const { members } = ok(await owner.browser.get<{ members: Member[] }>(path + [...hundred, owner.member].join(",")));
    expect(members).toHaveLength(1);
    expect(codeOf(await owner.browser.get(path + [...hundred, "two-more", owner.member].join(",")))).toBe("invalid");
    for (const odd of ["", ",", "'--", "%00"]) expect(codeOf(await owner.browser.get(path + odd))).toBe("invalid");
  });
});

describe("what happens is seen at once", () => {
  it("a newcomer appears, and hears what is said in the channels that everyone is in", async () => {
    const { joinCode, owner } = await createClass();
    const { channels } = await bootstrapOf(owner.browser, owner.workspace);
    const general = channels.find(({ name }) => name === "general")!;
    const watching = await owner.browser.open(`/workspaces/${owner.workspace}/socket`);
    const talk = await owner.browser.open(`/channels/${general.id}/socket`);
    await Promise.all([watching.next("hello"), talk.next("welcome")]);
    // The hub now knows who is in the channel, and has to learn of the newcomer.
    await talk.post("Before");
    await watching.next("news");

    const student = await joinAs(joinCode);
    expect((await watching.next("memberChanged")).member.id).toBe(student.member);
    const tab = await student.browser.open(`/workspaces/${student.workspace}/socket`);
    await tab.next("hello");
    const { seq } = await talk.post("After");
    expect(await tab.next("news", (news) => news.seq === seq)).toMatchObject({ channel: general.id });
    for (const socket of [watching, talk, tab]) socket.close();
  });

  it("I6: a role that is given opens the announcements on the open socket", async () => {
    const { joinCode, owner } = await createClass();
    const student = await joinAs(joinCode);
    const { channels } = await bootstrapOf(student.browser, student.workspace);
    const announcements = channels.find(({ name }) => name === "announcements")!;
    const talk = await student.browser.open(`/channels/${announcements.id}/socket`);
    await talk.next("welcome");
    await expect(talk.post("May I?")).rejects.toThrow("read_only");
    await giveRole(owner, student, "ta");
    expect((await talk.post("Now I may.")).seq).toBe(1);
    talk.close();
  });

  it("the class's new name reaches everybody, its join code nobody", async () => {
    const { joinCode, owner } = await createClass();
    const student = await joinAs(joinCode);
    const tab = await student.browser.open(`/workspaces/${student.workspace}/socket`);
    await tab.next("hello");
    ok(await owner.browser.patch(`/workspaces/${owner.workspace}`, { name: "Renamed" }));
    const { workspace } = await tab.next("workspaceChanged");
    expect(workspace.name).toBe("Renamed");
    expect(workspace).not.toHaveProperty("joinCode");
    tab.close();
  });
});

describe("roles", () => {
  it("are given by owners to all, by teachers up to TA, by nobody else", async () => {
    const { joinCode, owner } = await createClass();
    const [teacher, helper, student, other] = await Promise.all([1, 2, 3, 4].map(() => joinAs(joinCode)));
    if (!teacher || !helper || !student || !other) throw new Error("somebody is missing");
    await giveRole(owner, teacher, "teacher");
    await giveRole(owner, helper, "ta");
    expect(ok(await setRole(teacher, student, "ta")).member.role).toBe("ta");
    expect(ok(await setRole(teacher, student, "student")).member.role).toBe("student");
    for (const role of ["teacher", "owner"]) expect(codeOf(await setRole(teacher, student, role))).toBe("forbidden");
    expect(codeOf(await setRole(teacher, owner, "student"))).toBe("forbidden");
    for (const asker of [helper, student]) {
      expect(codeOf(await setRole(asker, other, "ta"))).toBe("forbidden");
      expect(codeOf(await setRole(asker, asker, "owner"))).toBe("forbidden");
    }
    for (const role of ["guest", "admin", null, 4])
      expect(codeOf(await setRole(owner, student, role))).toMatch(/^(forbidden|invalid)$/u);
    expect((await bootstrapOf(other.browser, other.workspace)).me.role).toBe("student");
  });

  it("a class keeps an owner: the last one can neither step down nor leave", async () => {
    const { joinCode, owner } = await createClass();
    const second = await joinAs(joinCode);
    expect(codeOf(await setRole(owner, owner, "student"))).toBe("last_owner");
    expect(codeOf(await leave(owner))).toBe("last_owner");
    await giveRole(owner, second, "owner");
    expect(ok(await setRole(second, owner, "teacher")).member.role).toBe("teacher");
    expect(codeOf(await setRole(second, second, "student"))).toBe("last_owner");
    await giveRole(second, owner, "owner");
    expect((await leave(second)).status).toBe(204);
    expect(codeOf(await leave(owner))).toBe("last_owner");
  });

  it("two owners who step down at once do not leave the class without one", async () => {
    const { joinCode, owner } = await createClass();
    const second = await joinAs(joinCode);
    await giveRole(owner, second, "owner");
    const answers = await Promise.all([setRole(owner, owner, "student"), setRole(second, second, "student")]);
    expect(answers.map(codeOf).filter((code) => code === "last_owner")).toHaveLength(1);
  });
});

describe("taking somebody out", () => {
  it("I6, R51: closes the class to them, keeps them as author, and leaves their account alone", async () => {
    const { joinCode, owner } = await createClass();
    const student = await joinAs(joinCode);
    expect((await remove(owner, student)).status).toBe(204);
    expect(codeOf(await student.browser.get(`/workspaces/${student.workspace}/bootstrap`))).toBe("not_found");
    expect(codeOf(await student.browser.get(`/workspaces/${student.workspace}/members`))).toBe("not_found");
    expect(await memberOf(owner, student.member)).toMatchObject({ handle: student.handle, left: true });
    const { members } = ok(await owner.browser.get<{ members: Member[] }>(`/workspaces/${owner.workspace}/members`));
    expect(members.map(({ id }) => id)).toEqual([owner.member]);
    expect((await student.browser.get("/account")).status).toBe(200);
    // Who is out already can be taken out again: that is asked for what they would come back as.
    expect((await remove(owner, student)).status).toBe(204);
  });

  it("I6: closes what they have open, and tells the others", async () => {
    const { joinCode, owner } = await createClass();
    const student = await joinAs(joinCode);
    const { channels } = await bootstrapOf(student.browser, student.workspace);
    const watching = await owner.browser.open(`/workspaces/${owner.workspace}/socket`);
    const tab = await student.browser.open(`/workspaces/${student.workspace}/socket`);
    const talk = await student.browser.open(`/channels/${channels[0]!.id}/socket`);
    await Promise.all([watching.next("hello"), tab.next("hello"), talk.next("welcome")]);
    await remove(owner, student);
    expect((await tab.whenClosed()).code).toBe(CLOSE.removed);
    expect((await talk.whenClosed()).code).toBe(CLOSE.removed);
    expect((await watching.next("memberChanged")).member).toMatchObject({ id: student.member, left: true });
    watching.close();
  });

  it("a direct message stays where it was, for the day they come back", async () => {
    const { joinCode, owner } = await createClass();
    const student = await joinAs(joinCode);
    const { channel } = ok(
      await owner.browser.post<{ channel: MyChannel }>(`/workspaces/${owner.workspace}/direct`, {
        member: student.member,
      }),
    );
    await remove(owner, student);
    expect(codeOf(await student.browser.get(`/channels/${channel.id}`))).toBe("not_found");
    ok(await student.browser.post("/join", { code: joinCode }));
    const { channels } = await bootstrapOf(student.browser, student.workspace);
    expect(channels.map(({ id }) => id)).toContain(channel.id);
  });

  it("is done by who stands higher", async () => {
    const { joinCode, owner } = await createClass();
    const [teacher, helper, student] = await Promise.all([1, 2, 3].map(() => joinAs(joinCode)));
    if (!teacher || !helper || !student) throw new Error("somebody is missing");
    await giveRole(owner, teacher, "teacher");
    await giveRole(owner, helper, "ta");
    for (const [asker, person] of [
      [student, helper],
      [helper, student],
      [teacher, owner],
      [teacher, teacher],
      [owner, owner],
    ] as const) {
      expect(codeOf(await remove(asker, person))).toBe("forbidden");
    }
    expect((await remove(teacher, helper)).status).toBe(204);
    expect((await remove(owner, teacher)).status).toBe(204);
  });
});
