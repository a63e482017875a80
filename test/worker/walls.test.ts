/** What every answer says to browsers, and what is told of a new device. */
import { env, exports } from "cloudflare:workers";
import { scryptSync } from "node:crypto";
import { describe, expect, test } from "vitest";
import { Browser, codeOf, createClass, joinAs, ok, PASSWORD, signInAgain, SITE } from "./support/people.ts";

test("R15: every answer names its type, forbids the camera, and holds who came by https to https", async () => {
  const { owner, workspace } = await createClass();
  const paths = [
    "/api/session",
    "/api/no/such/address",
    "/robots.txt",
    `/api/workspaces/${workspace.id}/bootstrap`,
    "/sign-in",
  ];
  for (const path of paths) {
    const { headers } = await exports.default.fetch(SITE + path, { headers: { cookie: "" } });
    expect([path, headers.get("x-content-type-options")]).toEqual([path, "nosniff"]);
    expect([path, headers.get("permissions-policy")]).toEqual([path, "camera=(), microphone=(), geolocation=()"]);
    expect([path, headers.get("strict-transport-security")]).toEqual([path, "max-age=31536000"]);
    // Files of the build say it always: by http it is nothing to a browser.
    if (path === "/sign-in") continue;
    // A machine of one's own has no certificate.
    const plain = await exports.default.fetch(SITE.replace("https:", "http:") + path);
    expect([path, plain.headers.get("strict-transport-security")]).toEqual([path, null]);
  }
  const socket = await owner.browser.open(`/workspaces/${workspace.id}/socket`);
  await socket.next("hello");
  socket.close();
});

describe("R123: somebody who signs in", () => {
  test("where the account never was is told to its other devices, which end that session; where it was before nobody is told", async () => {
    const { joinCode, workspace } = await createClass();
    const ada = await joinAs(joinCode);
    const tab = await ada.browser.open(`/workspaces/${workspace.id}/socket`);
    await tab.next("hello");
    const thief = await signInAgain(ada, {
      "user-agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Safari/605",
    });
    const notice = await tab.next("accountNotice");
    expect(notice).toMatchObject({ what: "newDevice", session: thief.account.sessionId });
    ok(await thief.browser.post("/sign-out"));
    const { account } = ok(
      await thief.browser.post<{ account: { sessionId: string } }>("/sign-in", {
        handle: ada.handle,
        password: PASSWORD,
      }),
    );
    // "This wasn't me".
    expect((await ada.browser.delete(`/account/devices/${account.sessionId}`)).status).toBe(204);
    expect(codeOf(await thief.browser.get("/account"))).toBe("not_signed_in");
    const again = ok(
      await thief.browser.post<{ account: { sessionId: string } }>("/sign-in", {
        handle: ada.handle,
        password: PASSWORD,
      }),
    );
    expect(await tab.next("accountNotice"), "the next one is of the device that became a stranger").toMatchObject({
      session: again.account.sessionId,
    });
    tab.close();
  });
});

describe("R151: a hash that cost something else than one costs now", () => {
  const FIRST = { N: 2 ** 14, r: 8, p: 5, maxmem: 64 * 1024 * 1024 };
  const keptOf = async (id: string) =>
    (await env.DB.prepare("select password_hash as hash from users where id = ?").bind(id).first<{ hash: string }>())!
      .hash;

  test("lets its owner in, is made anew by that and by nothing else, and lets them in again", async () => {
    const ada = await joinAs((await createClass()).joinCode);
    const salt = Buffer.alloc(16, 7);
    const old = scryptSync(PASSWORD, salt, 32, FIRST).toString("base64url");
    await env.DB.prepare("update users set password_hash = ?2, password_salt = ?3 where id = ?1")
      .bind(ada.account.id, old, salt.toString("base64url"))
      .run();
    const wrong = await new Browser().post("/sign-in", { handle: ada.handle, password: "not it" });
    expect(codeOf(wrong)).toBe("wrong_credentials");
    expect(await keptOf(ada.account.id)).toBe(old);
    await signInAgain(ada);
    const anew = await keptOf(ada.account.id);
    expect(anew).toMatch(/^\d+\.\d+\.\d+\$[\w-]{43}$/u);
    await signInAgain(ada);
    expect(await keptOf(ada.account.id), "once is enough").toBe(anew);
    expect(codeOf(await new Browser().post("/sign-in", { handle: ada.handle, password: "not it" }))).toBe(
      "wrong_credentials",
    );
  });
});
