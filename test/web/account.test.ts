import { beforeEach, describe, expect, test, vi } from "vitest";
import { RefusedError } from "../../client/index.ts";
import type { Account } from "../../protocol/index.ts";
import { refusal, type RefusalCode } from "../../protocol/refusals.ts";
import { AccountAdmin } from "../../web/src/lib/class/account/account-admin.svelte.ts";
import { me } from "../../web/src/lib/class/account/account.svelte.ts";
import { createClass, join, signIn } from "../../web/src/lib/class/account/entering.ts";
import { signOut } from "../../web/src/lib/class/account/signing-out.ts";
import { remembered } from "../../web/src/lib/class/account/remembered.ts";
import { goThere, isMessageLink, keepWanted, landingIn, sitePath } from "../../web/src/lib/class/account/wanted.ts";
import { stubNetwork, stubStorage } from "../support/browser-stubs.ts";
import { answering, type Fakes } from "../support/web-class.ts";

const account = (more: object = {}) => ({ id: "a", handle: "ada", workspaces: [], ...more }) as unknown as Account;
const refuse = (code: RefusalCode, more: object = {}) => Promise.reject(new RefusedError(refusal(code, more), 403));
/** From here on the server answers with these alone. */
const answer = (fakes: Fakes) => vi.spyOn(me.api, "call").mockImplementation(answering(fakes).call);
const device = (id: string, more: object = {}) => ({ id, current: false, lastSeenAt: 0, ...more });

beforeEach(() => {
  stubStorage();
  stubNetwork();
  me.forget();
  vi.restoreAllMocks();
});

describe("who is signed in", () => {
  test("is asked once per page; where nobody answered, the next who wants to know asks again", async () => {
    const asked = vi.fn<() => Promise<unknown>>(() => refuse("unavailable"));
    answer({ "account.session": asked });
    await me.refresh();
    expect(me.signInState).toBe("unreachable");
    asked.mockResolvedValue({ account: account() });
    await Promise.all([me.ask(), me.ask()]);
    await me.ask();
    expect(asked).toHaveBeenCalledTimes(2);
    expect([me.signInState, me.account?.handle, remembered.signedIn]).toEqual(["in", "ada", true]);
  });

  test("nobody is: this browser forgets that somebody was", async () => {
    me.accept(account());
    answer({ "account.session": () => Promise.resolve({ account: null }) });
    await me.refresh();
    expect([me.signInState, me.account, remembered.signedIn]).toEqual(["out", null, false]);
  });

  test("R24: who comes in while it is still asked whether anybody is, stays in; who left meanwhile stays out", async () => {
    let say: (answer: { account: Account | null }) => void = () => undefined;
    const late = () => new Promise((resolve) => (say = resolve));
    answer({ "account.session": late });
    const before = me.refresh();
    me.accept(account());
    say({ account: null });
    await before;
    expect([me.signInState, me.account?.handle]).toEqual(["in", "ada"]);
    const again = me.refresh();
    me.forget();
    say({ account: account() });
    await again;
    expect(me.signInState).toBe("out");
  });

  test("signing out of a session that is over already is signed out; one that cannot be reached is not", async () => {
    me.accept(account());
    answer({ "entry.signOut": () => refuse("unavailable") });
    expect(await signOut()).toMatchObject({ ok: false });
    expect(me.signInState).toBe("in");
    answer({ "entry.signOut": () => refuse("session_ended") });
    expect(await signOut()).toMatchObject({ ok: true });
    expect(me.signInState).toBe("out");
  });
});

describe("R59: where a link was leading", () => {
  beforeEach(() => {
    const kept = new Map<string, string>();
    vi.stubGlobal("sessionStorage", {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
      removeItem: (key: string) => void kept.delete(key),
    });
  });

  test("is where one lands after joining, once, where one can read it by then", async () => {
    answer({ "channels.get": () => Promise.resolve({ channel: {} }) });
    keepWanted("/c/general#12");
    // On the way there one may come past other pages.
    keepWanted("/join/abc");
    expect(await landingIn("w1")).toBe("/c/general#12");
    expect(await landingIn("w1")).toBe("/w/w1");
  });

  test("is left for the class that one joined, where it lies elsewhere", async () => {
    answer({ "channels.get": () => refuse("not_found") });
    keepWanted("/c/secret#12");
    expect(await landingIn("w1")).toBe("/w/w1");
  });

  test("is a path of this site, and a message where it names one", () => {
    for (const path of ["//evil.example/c/x#1", "https://evil.example/", "/\\evil.example", "c/x#1", ""])
      expect(sitePath(path), path).toBeNull();
    for (const path of ["/..//evil.example", "/./\\evil.example", "/\t/evil.example", "/sign-in?next=/sign-in"])
      expect(sitePath(path), path).toBeNull();
    expect(["/c/x?thread=y#3", "/settings/../w/x"].map(sitePath)).toEqual(["/c/x?thread=y#3", "/w/x"]);
    expect(["/c/x#1", "/c/x?thread=y#3", "/c/x", "/w/x#1", null].map(isMessageLink)).toEqual([
      ...[true, true, false, false, false],
    ]);
  });
});

test("who was on the way to a page that there is not comes home, and is not left where they signed in", async () => {
  const gone: string[] = [];
  const go = (path: string) => {
    gone.push(path);
    return path === "/no/page" ? Promise.reject(new Error("navigation_route_missing")) : Promise.resolve();
  };
  await goThere(go, "/no/page", "/w/x");
  await goThere(go, "/c/y", "/w/x");
  await goThere(go, null, "/w/x");
  expect(gone).toEqual(["/no/page", "/w/x", "/c/y", "/w/x"]);
});

describe("the ways in", () => {
  test("signing in, joining and founding a class make me who is signed in here", async () => {
    answer({ "entry.signIn": () => Promise.resolve({ account: account() }) });
    expect(await signIn("ada", "secret")).toMatchObject({ ok: true, value: { handle: "ada" } });
    expect(me.signInState).toBe("in");
    me.forget();
    answer({ "entry.join": () => Promise.resolve({ account: account(), workspace: "w" }) });
    expect(await join("code")).toEqual({ ok: true, value: "w" });
    expect(me.signInState).toBe("in");
  });

  test("refused, nobody is", async () => {
    answer({ "entry.signIn": () => refuse("wrong_credentials") });
    expect(await signIn("ada", "wrong")).toMatchObject({ ok: false, refusal: { code: "wrong_credentials" } });
    expect(me.signInState).toBe("out");
  });

  test("R150: what is wrong with the name of the class stands beside that name, not beside the person's", async () => {
    answer({ "workspaces.create": () => refuse("invalid", { field: "name" }) });
    expect(await createClass("")).toMatchObject({ refusal: { field: "workspaceName" } });
    answer({ "workspaces.create": () => refuse("invalid", { field: "account.name" }) });
    expect(await createClass("")).toMatchObject({ refusal: { field: "account.name" } });
    answer({ "workspaces.create": () => Promise.resolve({ account: account(), workspace: { id: "w" } }) });
    expect(await createClass("Physics")).toEqual({ ok: true, value: { id: "w", joinCode: null } });
  });
});

describe("what I do to my account", () => {
  test("the device in use stands first, then by last use", async () => {
    const devices = [
      device("old", { lastSeenAt: 1 }),
      device("new", { lastSeenAt: 9 }),
      device("this", { current: true }),
    ];
    answer({ "account.devices": () => Promise.resolve({ devices }) });
    const admin = new AccountAdmin();
    expect(admin.devices).toBeNull();
    await admin.loadDevices();
    expect(admin.devices?.map(({ id }) => id)).toEqual(["this", "new", "old"]);
  });

  test("another device is gone from the list when it was signed out; this one is signed out itself", async () => {
    const devices = [device("this", { current: true }), device("phone")];
    const signOutDevice = vi.fn(() => Promise.resolve());
    answer({
      "account.devices": () => Promise.resolve({ devices }),
      "account.signOutDevice": signOutDevice,
      "entry.signOut": () => Promise.resolve(),
    });
    me.accept(account());
    const admin = new AccountAdmin();
    await admin.loadDevices();
    await admin.signOut(device("phone") as never);
    expect(admin.devices?.map(({ id }) => id)).toEqual(["this"]);
    await admin.signOut(device("this", { current: true }) as never);
    expect([signOutDevice.mock.calls, me.signInState]).toEqual([[[{ id: "phone" }]], "out"]);
  });

  test("a password that is not the current one is said beside the current one", async () => {
    const change = vi.fn<() => Promise<unknown>>(() => refuse("wrong_credentials"));
    answer({
      "account.changePassword": change,
      "account.session": () => Promise.resolve({ account: account() }),
    });
    const admin = new AccountAdmin();
    expect(await admin.changePassword("wrong", "next")).toMatchObject({ ok: false, refusal: { field: "current" } });
    change.mockResolvedValue(undefined);
    await admin.changePassword("", "next");
    expect(change.mock.calls).toEqual([
      [{}, { current: "wrong", next: "next" }],
      [{}, { next: "next" }],
    ]);
  });

  test("a token is told once, and stands among the devices", async () => {
    answer({ "account.createToken": () => Promise.resolve({ token: "t", device: device("bot") }) });
    const admin = new AccountAdmin();
    expect(await admin.createToken("bot")).toEqual({ ok: true, value: "t" });
    expect(admin.devices?.map(({ id }) => id)).toEqual(["bot"]);
  });
});
