/** Back in without the password: by a link of the teaching team, a recovery code, a code on a screen. From the side of the one refused. */
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { SIGN_IN_LINK_MS } from "../../protocol/back-in.ts";
import type { Account, Refusal } from "../../protocol/index.ts";
import {
  bootstrapOf,
  Browser,
  codeOf,
  createClass,
  giveRole,
  joinAs,
  newHandle,
  ok,
  PASSWORD,
  signInAgain,
  type Answer,
  type Person,
} from "./support/people.ts";

interface Link {
  token: string;
  expiresAt: number;
}
const makeLink = (asker: Person, whom: Person) =>
  asker.browser.post<Link>(`/workspaces/${asker.workspace}/members/${whom.member}/sign-in-link`);
const useLink = (browser: Browser, token: string, insteadOf?: string) =>
  browser.post<{ account: Account; workspace: string } & Refusal>("/sign-in-link", {
    token,
    ...(insteadOf !== undefined && { insteadOf }),
  });
const reasonOf = ({ body }: Answer) => (body as Refusal).reason;
const phoneOf = () => new Browser({ "user-agent": "Mozilla/5.0 (iPhone) Safari/604.1" });

/** A class with an owner, an assistant and a student. */
async function aClass() {
  const { joinCode, owner } = await createClass();
  const [helper, student] = [await joinAs(joinCode), await joinAs(joinCode)];
  await giveRole(owner, helper, "ta");
  return { joinCode, owner, helper, student };
}

describe("R142: a sign-in link", () => {
  it("signs its member in once, in a browser that never was here, and lets them set a new password without the old one", async () => {
    const { owner, student } = await aClass();
    const before = Date.now();
    const { token, expiresAt } = ok(await makeLink(owner, student));
    expect(expiresAt - before).toBeGreaterThanOrEqual(SIGN_IN_LINK_MS);
    const browser = phoneOf();
    const look = ok(await browser.post("/sign-in-link/look", { token }));
    expect(look).toMatchObject({ handle: student.handle, workspace: "Programming I", account: student.account.id });
    const { account, workspace } = ok(await useLink(browser, token));
    expect(account.id).toBe(student.account.id);
    expect((await bootstrapOf(browser, workspace)).me.member).toBe(student.member);
    expect((await browser.put("/account/password", { next: "another battery" })).status).toBe(204);
    ok(await new Browser().post("/sign-in", { handle: student.handle, password: "another battery" }));
    // The leave to set one without the old is used up with it.
    expect(codeOf(await browser.put("/account/password", { next: "a third one, really" }))).toBe("wrong_credentials");
  });

  it("is not used by being looked at, and only once by those who press at once", async () => {
    const { owner, student } = await aClass();
    const { token } = ok(await makeLink(owner, student));
    const scanner = new Browser();
    // A scanner of mail asks for the page, which has no part of the link in its address.
    await scanner.get("/session");
    for (let i = 0; i < 3; i++) ok(await scanner.post("/sign-in-link/look", { token }));
    const answers = await Promise.all([1, 2, 3].map(() => useLink(new Browser(), token)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 404, 404]);
    const late = await useLink(new Browser(), token);
    expect([codeOf(late), reasonOf(late)]).toEqual(["not_found", "link_over"]);
    expect(codeOf(await scanner.post("/sign-in-link/look", { token }))).toBe("not_found");
  });

  it("is over after its day, when a newer one is made, when its member leaves, and when its maker is of the team no more", async () => {
    const { owner, helper, student } = await aClass();
    const late = ok(await makeLink(owner, student));
    await env.DB.prepare("update sign_in_links set expires_at = ?").bind(Date.now()).run();
    expect(reasonOf(await useLink(new Browser(), late.token))).toBe("link_over");
    const older = ok(await makeLink(owner, student));
    const newer = ok(await makeLink(helper, student));
    expect(reasonOf(await useLink(new Browser(), older.token))).toBe("link_over");
    await giveRole(owner, helper, "student");
    expect(reasonOf(await useLink(new Browser(), newer.token))).toBe("link_over");
    const last = ok(await makeLink(owner, student));
    await owner.browser.delete(`/workspaces/${owner.workspace}/members/${student.member}`);
    expect(reasonOf(await useLink(new Browser(), last.token))).toBe("link_over");
    expect(codeOf(await makeLink(owner, student))).toBe("not_found");
  });

  it("signs nobody out who was not told: where somebody else is signed in it is refused, unused, until they say so", async () => {
    const { owner, student, helper } = await aClass();
    const { token } = ok(await makeLink(owner, student));
    const refused = await useLink(helper.browser, token);
    expect(refused.body).toMatchObject({ code: "forbidden", reason: "signed_in_as_other" });
    expect(refused.body.sentence).toContain(`@${helper.handle}`);
    expect(codeOf(await useLink(helper.browser, token, owner.account.id))).toBe("forbidden");
    expect(ok(await helper.browser.get<{ account: Account }>("/account")).account.id).toBe(helper.account.id);
    expect(ok(await useLink(helper.browser, token, helper.account.id)).account.id).toBe(student.account.id);
    // Whose browser it is by now is asked nothing.
    const again = ok(await makeLink(owner, student));
    expect(ok(await useLink(student.browser, again.token)).account.id).toBe(student.account.id);
  });

  it("is made by the team for who holds less: never for oneself, a guest, a bot, an equal or somebody above", async () => {
    const { joinCode, owner, helper, student } = await aClass();
    const teacher = await joinAs(joinCode);
    const other = await joinAs(joinCode);
    await giveRole(owner, teacher, "teacher");
    await giveRole(owner, other, "teacher");
    for (const whom of [owner, teacher, helper]) expect(codeOf(await makeLink(helper, whom))).toBe("forbidden");
    for (const whom of [owner, teacher, other]) expect(codeOf(await makeLink(teacher, whom))).toBe("forbidden");
    expect(codeOf(await makeLink(owner, owner))).toBe("forbidden");
    expect(codeOf(await makeLink(student, other))).toBe("forbidden");
    expect(codeOf(await makeLink(student, student))).toBe("forbidden");
    for (const whom of [student, helper]) ok(await makeLink(teacher, whom));
    await giveRole(owner, other, "owner");
    ok(await makeLink(owner, other));
    const stranger = (await createClass()).owner;
    expect(codeOf(await makeLink(owner, stranger))).toBe("not_found");
    await env.DB.prepare("update members set role = 'guest' where id = ?").bind(student.member).run();
    expect(codeOf(await makeLink(owner, student))).toBe("forbidden");
  });

  it("opens no class that its maker does not run: who helps to run another one needs another way", async () => {
    const { owner, student } = await aClass();
    const theirs = await createClass();
    // A class of their own in which nobody else is, keeps nobody out.
    ok(await student.browser.post("/workspaces", { name: "Only me" }));
    ok(await makeLink(owner, student));
    ok(await student.browser.post("/join", { code: theirs.joinCode }));
    ok(await makeLink(owner, student));
    const { me } = await bootstrapOf(student.browser, theirs.workspace.id);
    await giveRole(theirs.owner, { ...student, member: me.member }, "ta");
    const refused = await makeLink(owner, student);
    expect([codeOf(refused), reasonOf(refused)]).toEqual(["forbidden", "link_elsewhere"]);
    // Who runs that one as well may.
    ok(await owner.browser.post("/join", { code: theirs.joinCode }));
    const mine = await bootstrapOf(owner.browser, theirs.workspace.id);
    await giveRole(theirs.owner, { ...owner, member: mine.me.member }, "teacher");
    ok(await makeLink(owner, student));
  });

  it("is told to the open devices of its member, made and used, and to nobody else", async () => {
    const { owner, student, helper } = await aClass();
    const tab = await student.browser.open(`/workspaces/${student.workspace}/socket`);
    const theirs = await helper.browser.open(`/workspaces/${helper.workspace}/socket`);
    await Promise.all([tab.next("hello"), theirs.next("hello")]);
    const { token } = ok(await makeLink(owner, student));
    expect(await tab.next("accountNotice")).toMatchObject({ what: "linkMade", name: `Owner ${owner.handle}` });
    ok(await useLink(phoneOf(), token));
    expect(await tab.next("accountNotice")).toMatchObject({ what: "linkUsed", device: "Safari on iPhone" });
    await giveRole(owner, helper, "student");
    await theirs.next("muted");
    expect(theirs.frames.some(({ type }) => type === "accountNotice")).toBe(false);
    tab.close();
    theirs.close();
  });

  it("R123: is told to a window that was being opened then, once; and not to who came in by it, or did it themselves", async () => {
    const { owner, student } = await aClass();
    ok(await student.browser.post("/account/recovery-codes", { password: PASSWORD }));
    const { token } = ok(await makeLink(owner, student));
    const tab = await student.browser.open(`/workspaces/${student.workspace}/socket`);
    expect(await tab.next("accountNotice")).toMatchObject({ what: "linkMade" });
    const another = await student.browser.open(`/workspaces/${student.workspace}/socket`);
    tab.close();
    await another.next("devices", ({ count }) => count === 1);
    const phone = phoneOf();
    ok(await useLink(phone, token));
    expect(await another.next("accountNotice")).toMatchObject({ what: "linkUsed" });
    const theirs = await phone.open(`/workspaces/${student.workspace}/socket`);
    await theirs.next("devices", ({ count }) => count === 2);
    ok(await makeLink(owner, student));
    for (const one of [another, theirs]) expect(await one.next("accountNotice")).toMatchObject({ what: "linkMade" });
    expect(theirs.frames.filter(({ type }) => type === "accountNotice")).toHaveLength(1);
    another.close();
    theirs.close();
  });

  it("a token that is none is refused with a sentence, whatever it is", async () => {
    for (const token of ["", "x", "x".repeat(5000), "a".repeat(43), null, 7])
      expect([400, 404]).toContain((await new Browser().post("/sign-in-link", { token })).status);
  });
});

describe("recovery codes", () => {
  /** Somebody new, with the codes that they were told. */
  async function newcomer(joinCode: string) {
    const [handle, browser] = [newHandle(), new Browser()];
    const account = { handle, name: "New", password: PASSWORD };
    const { recoveryCodes } = ok(await browser.post<{ recoveryCodes: string[] }>("/join", { code: joinCode, account }));
    return { handle, browser, codes: recoveryCodes };
  }
  const recover = (browser: Browser, handle: string, code: string, more: object = {}) =>
    browser.post<{ account: Account; left: number } & Refusal>("/recover", { handle, code, ...more });

  it("are told once at sign-up, and each signs in once, however it is written", async () => {
    const { joinCode } = await createClass();
    const { handle, codes } = await newcomer(joinCode);
    expect(new Set(codes).size).toBe(8);
    expect(codes[0]).toMatch(/^[2-9a-z]{4}(?:-[2-9a-z]{4}){3}$/u);
    const browser = new Browser();
    const back = ok(await recover(browser, handle.toUpperCase(), ` ${codes[0]!.toUpperCase().replace(/-/gu, " ")} `));
    expect(back.left).toBe(7);
    expect((await browser.put("/account/password", { next: "another battery" })).status).toBe(204);
    const again = await recover(new Browser(), handle, codes[0]!);
    expect([codeOf(again), reasonOf(again)]).toEqual(["wrong_credentials", "wrong_code"]);
    const both = await Promise.all([1, 2].map(() => recover(new Browser(), handle, codes[1]!)));
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 401]);
    // Nothing that is kept opens anything.
    const row = await env.DB.prepare("select hashes from recovery_codes").all();
    expect(JSON.stringify(row.results)).not.toContain(codes[2]!.replace(/-/gu, ""));
  });

  it("of one account open no other, and an unknown handle is told the same", async () => {
    const { joinCode } = await createClass();
    const [ada, ben] = [await newcomer(joinCode), await newcomer(joinCode)];
    const wrong = await recover(new Browser(), ben.handle, ada.codes[0]!);
    const nobody = await recover(new Browser(), "nobody.at.all", ada.codes[0]!);
    expect(wrong.status).toBe(401);
    expect({ ...nobody.body, trace: "" }).toEqual({ ...wrong.body, trace: "" });
    expect(codeOf(await recover(new Browser(), ada.handle, "\u202e'; drop table users --"))).toBe("wrong_credentials");
    expect((await recover(new Browser(), ada.handle, "x".repeat(101))).status).toBe(400);
    ok(await recover(new Browser(), ada.handle, ada.codes[0]!));
  });

  it("are guessed at no faster than passwords", async () => {
    const { joinCode } = await createClass();
    const { handle } = await newcomer(joinCode);
    const guesser = new Browser();
    const answers = [];
    for (let i = 0; i < 12; i++) answers.push(codeOf(await recover(guesser, handle, `guess-${i}`)));
    expect(answers).toContain("too_fast");
    expect(answers.indexOf("too_fast")).toBeLessThanOrEqual(8);
  });

  it("are made anew by who knows the password, and those of before are over; a program, a guest and a stranger make none", async () => {
    const { joinCode } = await createClass();
    const { handle, browser, codes } = await newcomer(joinCode);
    expect(ok(await browser.get("/account/recovery-codes"))).toMatchObject({ left: 8 });
    for (const body of [{}, { password: "not this one" }])
      expect(codeOf(await browser.post("/account/recovery-codes", body))).toBe("wrong_credentials");
    const fresh = ok(await browser.post<{ codes: string[] }>("/account/recovery-codes", { password: PASSWORD }));
    expect(reasonOf(await recover(new Browser(), handle, codes[3]!))).toBe("wrong_code");
    ok(await recover(new Browser(), handle, fresh.codes[3]!));
    const { token } = ok(await browser.post<{ token: string }>("/account/tokens", { name: "Script" }));
    const program = new Browser({ authorization: `Bearer ${token}` });
    expect(codeOf(await program.post("/account/recovery-codes", { password: PASSWORD }))).toBe("forbidden");
    expect(codeOf(await new Browser().post("/account/recovery-codes"))).toBe("not_signed_in");
  });

  it("sign nobody out silently", async () => {
    const { joinCode, owner } = await createClass();
    const { handle, codes } = await newcomer(joinCode);
    const refused = await recover(owner.browser, handle, codes[0]!);
    expect(reasonOf(refused)).toBe("signed_in_as_other");
    ok(await recover(owner.browser, handle, codes[0]!, { insteadOf: owner.account.id }));
  });
});

describe("a phone signs in by the code on the screen", () => {
  interface Offer {
    id: string;
    token: string;
  }
  const offer = async (browser: Browser) => ok(await browser.post<Offer>("/account/phone"));
  const ask = (phone: Browser, token: string) =>
    phone.post<{ secret: string; number: number } & Refusal>("/phone", { token });
  const enter = (phone: Browser, secret: string, more: object = {}) =>
    phone.post<{ account: Account | null } & Refusal>("/phone/enter", { secret, ...more });
  const stateOf = async (browser: Browser, id: string) => ok(await browser.get(`/account/phone/${id}`));

  it("once there was a yes on the screen to the number that it shows, and once", async () => {
    const { student } = await aClass();
    const tab = await student.browser.open(`/workspaces/${student.workspace}/socket`);
    await tab.next("hello");
    const { id, token } = await offer(student.browser);
    expect(await stateOf(student.browser, id)).toEqual({ state: "waiting" });
    const phone = phoneOf();
    const { secret, number } = ok(await ask(phone, token));
    expect(await stateOf(student.browser, id)).toEqual({ state: "asked", device: "Safari on iPhone", number });
    expect(ok(await enter(phone, secret)).account).toBeNull();
    const other = await student.browser.post(`/account/phone/${id}`, { number: number === 10 ? 11 : 10 });
    expect(reasonOf(other)).toBe("phone_not_this");
    expect(ok(await enter(phone, secret)).account).toBeNull();
    expect((await student.browser.post(`/account/phone/${id}`, { number })).status).toBe(204);
    const answers = await Promise.all([enter(phone, secret), enter(new Browser(), secret)]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 404]);
    expect(await tab.next("accountNotice")).toMatchObject({ what: "phoneIn", device: "Safari on iPhone" });
    expect(await stateOf(student.browser, id)).toEqual({ state: "in" });
    expect(reasonOf(await ask(phoneOf(), token))).toBe("phone_over");
    tab.close();
  });

  it("is the first one that read it; a second one is told, and the screen can say no", async () => {
    const { student } = await aClass();
    const { id, token } = await offer(student.browser);
    const thief = new Browser();
    const first = ok(await ask(thief, token));
    const second = await ask(phoneOf(), token);
    expect([codeOf(second), reasonOf(second)]).toEqual(["forbidden", "phone_other"]);
    expect((await student.browser.delete(`/account/phone/${id}`)).status).toBe(204);
    expect(await stateOf(student.browser, id)).toEqual({ state: "over" });
    expect(reasonOf(await enter(thief, first.secret))).toBe("phone_over");
    expect(reasonOf(await student.browser.post(`/account/phone/${id}`, { number: first.number }))).toBe("phone_over");
  });

  it("is confirmed by the session that shows it alone, in time, and not after that session ended", async () => {
    const { student, helper } = await aClass();
    const { id, token } = await offer(student.browser);
    const { secret, number } = ok(await ask(phoneOf(), token));
    const tablet = await signInAgain(student);
    for (const browser of [tablet.browser, helper.browser]) {
      expect(codeOf(await browser.get(`/account/phone/${id}`))).toBe("not_found");
      expect(codeOf(await browser.post(`/account/phone/${id}`, { number }))).toBe("not_found");
      expect(codeOf(await browser.delete(`/account/phone/${id}`))).toBe("not_found");
    }
    await student.browser.post(`/account/phone/${id}`, { number });
    await student.browser.post("/sign-out");
    expect(reasonOf(await enter(phoneOf(), secret))).toBe("phone_over");
    const later = await offer(tablet.browser);
    await env.DB.prepare("update phone_sign_ins set expires_at = ?").bind(Date.now()).run();
    expect(reasonOf(await ask(phoneOf(), later.token))).toBe("phone_over");
    expect(await stateOf(tablet.browser, later.id)).toEqual({ state: "over" });
  });

  it("signs nobody out of the phone silently", async () => {
    const { student, helper } = await aClass();
    const { id, token } = await offer(student.browser);
    const { secret, number } = ok(await ask(helper.browser, token));
    await student.browser.post(`/account/phone/${id}`, { number });
    expect(reasonOf(await enter(helper.browser, secret))).toBe("signed_in_as_other");
    const entered = ok(await enter(helper.browser, secret, { insteadOf: helper.account.id }));
    expect(entered.account?.id).toBe(student.account.id);
  });
});
