import { beforeEach, describe, expect, test, vi } from "vitest";
import { RefusedError } from "../../client/index.ts";
import type { Account } from "../../protocol/index.ts";
import { refusal, type RefusalCode } from "../../protocol/refusals.ts";
import { AccountAdmin } from "../../web/src/lib/class/account/account-admin.svelte.ts";
import { me } from "../../web/src/lib/class/account/account.svelte.ts";
import { createClass, join, signIn } from "../../web/src/lib/class/account/entering.ts";
import { remembered } from "../../web/src/lib/class/account/remembered.ts";
import { stubNetwork, stubStorage } from "../support/browser-stubs.ts";

const account = (more: object = {}) => ({ id: "a", handle: "ada", workspaces: [], ...more }) as unknown as Account;
const refuse = (code: RefusalCode, more: object = {}) => Promise.reject(new RefusedError(refusal(code, more), 403));
const device = (id: string, more: object = {}) => ({ id, current: false, lastSeenAt: 0, ...more });

beforeEach(() => {
  stubStorage();
  stubNetwork();
  me.forget();
  vi.restoreAllMocks();
});

describe("who is signed in", () => {
  test("is asked once per page; where nobody answered, the next who wants to know asks again", async () => {
    const asked = vi.spyOn(me.api.account, "ifSignedIn").mockImplementation(() => refuse("unavailable") as never);
    await me.refresh();
    expect(me.standing).toBe("unreachable");
    asked.mockResolvedValue({ account: account() } as never);
    await Promise.all([me.ask(), me.ask()]);
    await me.ask();
    expect(asked).toHaveBeenCalledTimes(2);
    expect([me.standing, me.account?.handle, remembered.signedIn]).toEqual(["in", "ada", true]);
  });

  test("nobody is: this browser forgets that somebody was", async () => {
    me.accept(account());
    vi.spyOn(me.api.account, "ifSignedIn").mockResolvedValue({ account: null } as never);
    await me.refresh();
    expect([me.standing, me.account, remembered.signedIn]).toEqual(["out", null, false]);
  });

  test("signing out of a session that is over already is signed out; one that cannot be reached is not", async () => {
    me.accept(account());
    const out = vi.spyOn(me.api, "signOut").mockImplementation(() => refuse("unavailable") as never);
    expect(await me.signOut()).toMatchObject({ ok: false });
    expect(me.standing).toBe("in");
    out.mockImplementation(() => refuse("session_ended") as never);
    expect(await me.signOut()).toMatchObject({ ok: true });
    expect(me.standing).toBe("out");
  });
});

describe("the ways in", () => {
  test("signing in, joining and founding a class make me who is signed in here", async () => {
    vi.spyOn(me.api, "signIn").mockResolvedValue({ account: account() } as never);
    expect(await signIn("ada", "secret")).toMatchObject({ ok: true, value: { handle: "ada" } });
    expect(me.standing).toBe("in");
    me.forget();
    vi.spyOn(me.api.join, "enter").mockResolvedValue({ account: account(), workspace: "w" } as never);
    expect(await join("code")).toEqual({ ok: true, value: "w" });
    expect(me.standing).toBe("in");
  });

  test("refused, nobody is", async () => {
    vi.spyOn(me.api, "signIn").mockImplementation(() => refuse("wrong_credentials") as never);
    expect(await signIn("ada", "wrong")).toMatchObject({ ok: false, refusal: { code: "wrong_credentials" } });
    expect(me.standing).toBe("out");
  });

  test("R150: what is wrong with the name of the class stands beside that name, not beside the person's", async () => {
    const create = vi.spyOn(me.api.workspaces, "create");
    create.mockImplementation(() => refuse("invalid", { field: "name" }) as never);
    expect(await createClass("")).toMatchObject({ refusal: { field: "workspaceName" } });
    create.mockImplementation(() => refuse("invalid", { field: "account.name" }) as never);
    expect(await createClass("")).toMatchObject({ refusal: { field: "account.name" } });
    create.mockResolvedValue({ account: account(), workspace: { id: "w" } } as never);
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
    vi.spyOn(me.api.account, "devices").mockResolvedValue({ devices } as never);
    const admin = new AccountAdmin();
    expect(admin.devices).toBeNull();
    await admin.loadDevices();
    expect(admin.devices?.map(({ id }) => id)).toEqual(["this", "new", "old"]);
  });

  test("another device is gone from the list when it was signed out; this one is signed out itself", async () => {
    const devices = [device("this", { current: true }), device("phone")];
    vi.spyOn(me.api.account, "devices").mockResolvedValue({ devices } as never);
    const signOutDevice = vi.spyOn(me.api.account, "signOutDevice").mockResolvedValue({} as never);
    vi.spyOn(me.api, "signOut").mockResolvedValue({} as never);
    me.accept(account());
    const admin = new AccountAdmin();
    await admin.loadDevices();
    await admin.signOut(device("phone") as never);
    expect(admin.devices?.map(({ id }) => id)).toEqual(["this"]);
    await admin.signOut(device("this", { current: true }) as never);
    expect([signOutDevice.mock.calls.length, me.standing]).toEqual([1, "out"]);
  });

  test("a password that is not the current one is said beside the current one", async () => {
    const change = vi.spyOn(me.api.account, "changePassword");
    change.mockImplementation(() => refuse("wrong_credentials") as never);
    const admin = new AccountAdmin();
    expect(await admin.changePassword("wrong", "next")).toMatchObject({ ok: false, refusal: { field: "current" } });
    change.mockResolvedValue({} as never);
    vi.spyOn(me.api.account, "ifSignedIn").mockResolvedValue({ account: account() } as never);
    await admin.changePassword("", "next");
    expect(change.mock.calls.map(([body]) => body)).toEqual([{ current: "wrong", next: "next" }, { next: "next" }]);
  });

  test("a token is told once, and stands among the devices", async () => {
    vi.spyOn(me.api.account, "createToken").mockResolvedValue({ token: "t", device: device("bot") } as never);
    const admin = new AccountAdmin();
    expect(await admin.createToken("bot")).toEqual({ ok: true, value: "t" });
    expect(admin.devices?.map(({ id }) => id)).toEqual(["bot"]);
  });
});
