/** What every request is held to before a route sees it: where it comes from, what it carries, and how it is answered. */
import { env, exports } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import type { Refusal } from "../../protocol/index.ts";
import { allRoutes } from "../../protocol/routes/index.ts";
import { app } from "../../worker/app.ts";
import { channelOf } from "./support/channel.ts";
import { openClassroom } from "./support/classroom.ts";
import { Browser, bootstrapOf, codeOf, createClass, ok, SITE, type Person } from "./support/people.ts";
import { dataUrl, PNG } from "./support/pictures.ts";

const cookieOf = ({ browser }: Person) => [...browser.cookies].map((pair) => pair.join("=")).join("; ");
const JSON_TYPE = { "content-type": "application/json" };

async function codeAt(path: string, init: RequestInit, site = SITE): Promise<Refusal["code"] | number> {
  const answer = await exports.default.fetch(`${site}/api${path}`, init);
  return answer.status >= 400 ? ((await answer.json()) as Refusal).code : answer.status;
}

describe("where a request comes from", () => {
  test.each([
    ["no site at all", undefined],
    ["the same host by another scheme", "http://place.test"],
    ["another scheme on the port of the right one", "http://place.test:443"],
    ["the same host on another port", "https://place.test:444"],
    ["our address with a path behind it", "https://place.test/"],
    ["an empty name", ""],
  ])("a write and an upgrade by cookie from %s are refused", async (_title, origin) => {
    const { owner, workspace } = await createClass();
    const headers = { cookie: cookieOf(owner), ...JSON_TYPE, ...(origin !== undefined && { origin }) };
    for (const method of ["POST", "DELETE"]) {
      const init = { method, headers, body: "{}" };
      expect(await codeAt(`/workspaces/${workspace.id}/join-code`, init), method).toBe("wrong_origin");
    }
    const { channels } = await bootstrapOf(owner.browser, workspace.id);
    for (const path of [`/workspaces/${workspace.id}/socket`, `/channels/${channels[0]!.id}/socket`])
      expect(await codeAt(path, { headers: { ...headers, upgrade: "websocket" } }), path).toBe("wrong_origin");
    // Reading needs none: a browser sends none with it.
    expect(await codeAt("/account", { headers: { cookie: cookieOf(owner) } })).toBe(200);
  });

  test("a write and an upgrade by cookie from this site are taken, also on a port and without https", async () => {
    for (const site of [SITE, "http://localhost:8787", "https://place.test:8443"]) {
      const { browser } = (await createClass()).owner;
      const made = await browser.post("/workspaces", { name: "Here", account: newAccount() }, { site });
      const cookie = made.headers
        .getSetCookie()
        .map((line) => line.split(";")[0])
        .join("; ");
      const headers = { cookie, origin: site, ...JSON_TYPE };
      const { id } = ok(
        made as never as { status: number; body: { workspace: { id: string } }; headers: Headers },
      ).workspace;
      const opened = await exports.default.fetch(`${site}/api/workspaces/${id}/socket`, {
        headers: { ...headers, upgrade: "websocket" },
      });
      expect(opened.status).toBe(101);
      opened.webSocket!.accept();
      opened.webSocket!.close();
      expect(await codeAt("/sign-out", { method: "POST", headers, body: "{}" }, site)).toBe(204);
    }
  });

  test("behind a proxy that takes https the site is the one that the browser sees", async () => {
    const site = "http://place.home";
    const open = (origin: string, proxied: Record<string, string>) =>
      codeAt("/join/look", { method: "POST", headers: { origin, ...proxied, ...JSON_TYPE }, body: "{}" }, site);
    expect(await open("https://place.home", { "x-forwarded-proto": "https" })).toBe("invalid");
    expect(await open("https://place.home", {})).toBe("wrong_origin");
    expect(await open("http://place.home", { "x-forwarded-proto": "https" })).toBe("wrong_origin");
    expect(await open("https://evil.example", { "x-forwarded-proto": "https" })).toBe("wrong_origin");
  });

  test("a program with a token needs to name no site, whatever cookie comes along; with a wrong token it is nobody", async () => {
    const { owner, workspace } = await createClass();
    const { token } = ok(await owner.browser.post<{ token: string }>("/account/tokens", { name: "Script" }));
    const path = `/workspaces/${workspace.id}/join-code`;
    for (const cookie of ["", cookieOf(owner)]) {
      const headers = { authorization: `Bearer ${token}`, cookie, ...JSON_TYPE };
      expect(await codeAt(path, { method: "POST", headers, body: "{}" })).toBe(200);
      const wrong = { ...headers, authorization: "Bearer wrong" };
      expect(await codeAt(path, { method: "POST", headers: wrong, body: "{}" })).toBe("not_signed_in");
    }
  });

  test("who has neither a cookie nor a token, as at a terminal, may knock at the doors", async () => {
    const headers = { ...JSON_TYPE, "cf-connecting-ip": "192.0.2.77" };
    const body = JSON.stringify({ handle: "nobody-there", password: "a guess" });
    expect(await codeAt("/sign-in", { method: "POST", headers, body })).toBe("wrong_credentials");
  });
});

let made = 0;
const newAccount = () => ({ handle: `requester${++made}q`, name: "Somebody", password: "correct horse battery" });

describe("what a request carries", () => {
  const routes = app.routes.filter(({ method, path }) => path.startsWith("/api/") && isWrite(method));
  // What takes bytes, or whatever a tool posts, says so by its row.
  const bytes = new Set(
    allRoutes().flatMap(([, { method, path, body, anyOrigin }]) =>
      body === "bytes" || anyOrigin ? [`${method} /api${path}`] : [],
    ),
  );
  const writes = [...new Set(routes.map(({ method, path }) => `${method} ${path}`))].filter((each) => !bytes.has(each));

  test.each(["[]", "null", '"text"', "1", "true", "[{}]"])(
    "R151: %s is no body of any route that writes, also of those that ask for nothing",
    async (body) => {
      expect(writes.length).toBeGreaterThan(45);
      const classroom = await openClassroom();
      const owner = await classroom.person("owner");
      const { id } = await channelOf([owner]);
      for (const write of writes) {
        const [method = "", route = ""] = write.split(" ");
        const path = route
          .replace("/api", "")
          .replace(":workspace", classroom.id)
          .replace(":channel", id)
          .replace(/:\w+/gu, "1");
        const headers = { authorization: `Bearer ${owner.token}`, ...JSON_TYPE };
        expect(await codeAt(path, { method, headers, body }), write).toBe("invalid");
      }
      expect((await owner.get(`/workspaces/${classroom.id}/bootstrap`)).status).toBe(200);
    },
  );
});

const isWrite = (method: string) => ["POST", "PUT", "PATCH", "DELETE"].includes(method);

describe("how a request is answered", () => {
  test("R151: no answer of the API is taken for anything but what it says it is, refusals and pictures included", async () => {
    const { owner, workspace } = await createClass();
    const { browser } = owner;
    const place = `/workspaces/${workspace.id}`;
    ok(await browser.post(`${place}/emoji`, { name: "blobcat", picture: dataUrl(PNG) }));
    ok(await browser.patch(`${place}/me`, { picture: dataUrl(PNG) }));
    const { members, emoji, channels } = await bootstrapOf(browser, workspace.id);
    const asked: [string, number][] = [
      ["/health", 200],
      ["/session", 200],
      [`${place}/bootstrap`, 200],
      [`/channels/${channels[0]!.id}/messages`, 200],
      [`/channels/${channels[0]!.id}/messages?before=1`, 200],
      [members[0]!.picture!.replace("/api", ""), 200],
      [`${place}/emoji/blobcat/${emoji[0]!.version}`, 200],
      [`${place}/emoji/blobcat/nowhere`, 404],
      ["/workspaces/nowhere-at-all/bootstrap", 404],
      ["/no/such/address", 404],
      ["/channels/x/socket", 400],
    ];
    for (const [path, status] of asked) {
      const answer = await browser.get(path);
      expect([path, answer.status, answer.headers.get("x-content-type-options")]).toEqual([path, status, "nosniff"]);
    }
    const refused = [
      await new Browser().get("/account"),
      await browser.post("/sign-in", { handle: "x", password: "y" }),
      await browser.ask("POST", "/sign-out", "{}", { headers: { "content-type": "text/plain" } }),
      await browser.post("/sign-out", {}, { headers: { origin: "https://evil.example" } }),
      await browser.delete(`${place}/join-code`),
    ];
    expect(refused.map(codeOf)).toEqual(["not_signed_in", "wrong_credentials", "not_json", "wrong_origin", undefined]);
    for (const { headers } of refused) expect(headers.get("x-content-type-options")).toBe("nosniff");
    const shouting = await exports.default.fetch(`${SITE}/API/account`);
    expect([shouting.status, shouting.headers.get("x-content-type-options")]).toEqual([404, "nosniff"]);
  });

  test("an address that has nothing by this method says that, and not what its body would have to be", async () => {
    const { owner } = await createClass();
    for (const [method, path] of [
      ["OPTIONS", "/session"],
      ["PROPFIND", "/account"],
      ["POST", "/session"],
      ["DELETE", "/no/such/address"],
    ] as const)
      expect([method, codeOf(await owner.browser.ask(method, path))]).toEqual([method, "not_found"]);
    const other = { headers: { origin: "https://evil.example" } };
    expect(codeOf(await owner.browser.ask("OPTIONS", "/session", undefined, other))).toBe("wrong_origin");
  });

  test("R151: a fault of ours is answered in the same way", async () => {
    const away = {
      prepare: () => {
        throw new Error("away");
      },
    };
    const answer = await app.fetch(
      new Request(`${SITE}/api/join/look`, { method: "POST", headers: JSON_TYPE, body: '{"code":"23456789"}' }),
      {
        ...env,
        DB: away as unknown as D1Database,
      },
    );
    expect(answer.status).toBeGreaterThanOrEqual(500);
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
  });
});
