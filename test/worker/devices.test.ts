import { describe, expect, it } from "vitest";
import { CLOSE, type Device } from "../../protocol/index.ts";
import { deviceName } from "../../worker/identity/device-name.ts";
import {
  bootstrapOf,
  Browser,
  codeOf,
  createClass,
  joinAs,
  ok,
  PASSWORD,
  signInAgain,
  type Person,
} from "./support/people.ts";

const PHONE =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1";
const devicesOf = async ({ browser }: Pick<Person, "browser">) =>
  ok(await browser.get<{ devices: Device[] }>("/account/devices")).devices;
const isIn = async (browser: Browser) => (await browser.get("/account")).status === 200;

describe("my devices", () => {
  it("R115: are listed by what they are, this one marked, and never with what opens them", async () => {
    const { owner } = await createClass();
    const phone = await signInAgain(owner, { "user-agent": PHONE });
    const devices = await devicesOf(phone);
    expect(devices.map(({ name, current, kind }) => [name, current, kind])).toEqual([
      ["Safari on iPhone", true, "browser"],
      ["A program", false, "browser"],
    ]);
    const told = JSON.stringify(devices);
    for (const token of [...owner.browser.cookies.values(), ...phone.browser.cookies.values()])
      expect(told).not.toContain(token);
  });

  it("are named as people call them", () => {
    const chrome =
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
    expect(deviceName(chrome)).toBe("Chrome on Windows");
    expect(deviceName(`${chrome} Edg/140.0`)).toBe("Edge on Windows");
    expect(deviceName("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")).toBe(
      "Firefox on Linux",
    );
    expect(deviceName("Mozilla/5.0 (X11; CrOS x86_64) Chrome/140.0 Safari/537.36")).toBe("Chrome on Chromebook");
    const android = "Mozilla/5.0 (Linux; Android 16; K) AppleWebKit/537.36 (KHTML, like Gecko)";
    expect(deviceName(`${android} SamsungBrowser/29.0 Chrome/140.0.0.0 Mobile Safari/537.36`)).toBe(
      "Samsung Internet on Android",
    );
    expect(deviceName(`${chrome} OPR/120.0`)).toBe("Opera on Windows");
    expect(deviceName(`${android} HeadlessChrome/156.0.0.0 Safari/537.36`)).toBe("Chromium on Android");
    expect(deviceName("Mozilla/5.0 (X11; Linux x86_64) Chromium/140.0 Chrome/140.0 Safari/537.36")).toBe(
      "Chromium on Linux",
    );
    for (const [mark, name] of [
      ["CriOS/140.0", "Chrome"],
      ["FxiOS/140.0", "Firefox"],
      ["EdgiOS/140.0", "Edge"],
      ["OPT/5.0", "Opera"],
    ])
      expect(deviceName(PHONE.replace("Version/19.0", mark ?? ""))).toBe(`${name} on iPhone`);
    expect(deviceName("curl/8")).toBe("A program");
  });

  it("R91: one is signed out from another", async () => {
    const { owner } = await createClass();
    const phone = await signInAgain(owner);
    expect((await owner.browser.delete(`/account/devices/${phone.account.sessionId}`)).status).toBe(204);
    expect(await isIn(phone.browser)).toBe(false);
    expect(await isIn(owner.browser)).toBe(true);
    expect(codeOf(await owner.browser.delete(`/account/devices/${phone.account.sessionId}`))).toBe("not_found");
  });

  it("R91: all are signed out at once, here included, tokens included", async () => {
    const { owner } = await createClass();
    const phone = await signInAgain(owner);
    const { token } = ok(await owner.browser.post<{ token: string }>("/account/tokens", { name: "Bot" }));
    const bot = new Browser({ authorization: `Bearer ${token}` });
    expect(await isIn(bot)).toBe(true);
    expect((await phone.browser.delete("/account/devices")).status).toBe(204);
    for (const browser of [owner.browser, phone.browser, bot]) expect(await isIn(browser)).toBe(false);
  });

  it("R91, I6: signing out everywhere closes what the other devices have open, at once", async () => {
    const { owner } = await createClass();
    const phone = await signInAgain(owner);
    const { channels } = await bootstrapOf(phone.browser, owner.workspace);
    const tab = await phone.browser.open(`/workspaces/${owner.workspace}/socket`);
    const talk = await phone.browser.open(`/channels/${channels[0]!.id}/socket`);
    await Promise.all([tab.next("hello"), talk.next("welcome")]);
    await owner.browser.delete("/account/devices");
    expect((await tab.whenClosed()).code).toBe(CLOSE.sessionEnded);
    expect((await talk.whenClosed()).code).toBe(CLOSE.sessionEnded);
  });

  it("I6: signing out here closes what is open here, and nothing on the phone", async () => {
    const { owner } = await createClass();
    const phone = await signInAgain(owner);
    const here = await owner.browser.open(`/workspaces/${owner.workspace}/socket`);
    const there = await phone.browser.open(`/workspaces/${owner.workspace}/socket`);
    await Promise.all([here.next("hello"), there.next("hello")]);
    await owner.browser.post("/sign-out");
    expect((await here.whenClosed()).code).toBe(CLOSE.sessionEnded);
    ok(await phone.browser.patch(`/workspaces/${owner.workspace}/me`, { name: "Still here" }));
    expect((await there.next("memberChanged")).member.name).toBe("Still here");
    expect(there.closed).toBeNull();
    there.close();
  });

  it("of somebody else are nobody's business", async () => {
    const { owner, joinCode } = await createClass();
    const student = await joinAs(joinCode);
    expect(codeOf(await student.browser.delete(`/account/devices/${owner.account.sessionId}`))).toBe("not_found");
    expect(await isIn(owner.browser)).toBe(true);
    await student.browser.delete("/account/devices");
    expect(await isIn(owner.browser)).toBe(true);
    expect(codeOf(await new Browser().get("/account/devices"))).toBe("not_signed_in");
  });
});

describe("tokens for programs", () => {
  it("are told once, and are a device that can be taken back", async () => {
    const { owner } = await createClass();
    const made = await owner.browser.post<{ token: string; device: Device }>("/account/tokens", { name: "Grades bot" });
    expect(made.status).toBe(201);
    expect(made.headers.getSetCookie()).toEqual([]);
    const { token, device } = made.body;
    expect(device).toMatchObject({ kind: "token", name: "Grades bot", current: false });
    const bot = new Browser({ authorization: `Bearer ${token}` });
    expect(await isIn(bot)).toBe(true);
    expect(JSON.stringify(await devicesOf(owner))).not.toContain(token);
    ok(await owner.browser.delete(`/account/devices/${device.id}`));
    expect(await isIn(bot)).toBe(false);
  });

  it("make no further ways in: no second token, no password, no passkey", async () => {
    const { owner } = await createClass();
    const { token } = ok(await owner.browser.post<{ token: string }>("/account/tokens", { name: "Bot" }));
    const bot = new Browser({ authorization: `Bearer ${token}` });
    expect(codeOf(await bot.post("/account/tokens", { name: "Another" }))).toBe("forbidden");
    expect(codeOf(await bot.put("/account/password", { current: PASSWORD, next: "a new password" }))).toBe("forbidden");
    expect(codeOf(await bot.post("/passkeys/register/options"))).toBe("forbidden");
  });

  it("are not mixed with a cookie: a wrong token is nobody, whatever cookie comes with it", async () => {
    const { owner } = await createClass();
    expect(codeOf(await owner.browser.get("/account", { headers: { authorization: "Bearer wrong" } }))).toBe(
      "not_signed_in",
    );
  });

  it("have a name and an end to their number", async () => {
    const { owner } = await createClass();
    expect(codeOf(await owner.browser.post("/account/tokens", { name: " " }))).toBe("empty");
    for (let n = 0; n < 50; n += 10) {
      const made = await Promise.all(
        Array.from({ length: 10 }, () => owner.browser.post("/account/tokens", { name: "Loop" })),
      );
      expect(made.map(({ status }) => status)).toEqual(Array(10).fill(201));
    }
    expect(codeOf(await owner.browser.post("/account/tokens", { name: "Loop" }))).toBe("forbidden");
  });
});

describe("changing the password", () => {
  it("needs the current one, and ends the session of whoever knew it", async () => {
    const { owner } = await createClass();
    const phone = await signInAgain(owner);
    expect(codeOf(await owner.browser.put("/account/password", { next: "entirely new" }))).toBe("wrong_credentials");
    expect(codeOf(await owner.browser.put("/account/password", { current: "wrong", next: "entirely new" }))).toBe(
      "wrong_credentials",
    );
    expect(await isIn(phone.browser)).toBe(true);
    expect((await owner.browser.put("/account/password", { current: PASSWORD, next: "entirely new" })).status).toBe(
      204,
    );
    expect(await isIn(owner.browser)).toBe(true);
    expect(await isIn(phone.browser)).toBe(false);
    const { handle } = owner;
    expect(codeOf(await new Browser().post("/sign-in", { handle, password: PASSWORD }))).toBe("wrong_credentials");
    expect((await new Browser().post("/sign-in", { handle, password: "entirely new" })).status).toBe(200);
  });

  it("refuses one that is too short, with the reason", async () => {
    const { owner } = await createClass();
    const answer = await owner.browser.put<{ sentence: string }>("/account/password", {
      current: PASSWORD,
      next: "short",
    });
    expect(answer.status).toBe(400);
    expect(answer.body.sentence).toContain("at least 8");
  });
});
