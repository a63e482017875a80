/** Faces of people and programs, and the class's icon: where they are kept, who sees them, and what becomes of those before. */
import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";
import type { Account, Bot, Member, Refusal, Workspace } from "../../protocol/index.ts";
import { app } from "../../worker/app.ts";
import { openClassroom, ORIGIN, request, type Classroom, type Somebody } from "./support/classroom.ts";
import { openWorkspace } from "./support/live-socket.ts";
import { dataUrl, GIF, PNG, pngOf, WEBP_LOSSY } from "./support/pictures.ts";

let classroom: Classroom;
let ada: Somebody;
let owner: Somebody;
beforeEach(async () => {
  classroom = await openClassroom();
  [ada, owner] = await Promise.all([classroom.person("student"), classroom.person("owner")]);
});

const w = (path = "") => `/workspaces/${classroom.id}${path}`;
const setFace = (picture: string | null, who = ada) => who.patch<{ member: Member }>(w("/me"), { picture });
const setIcon = (icon: string | null, who = owner) => who.patch<{ workspace: Workspace }>(w(), { icon });
const kept = async () => (await env.FILES.list({ prefix: `faces/${classroom.id}/` })).objects.map(({ key }) => key);
const seen = async (address: string | undefined, as?: { token: string }) => {
  const init = as ? { headers: { authorization: `Bearer ${as.token}` } } : {};
  const context = createExecutionContext();
  const answer = await app.fetch(new Request(ORIGIN + String(address), init), env, context);
  await waitOnExecutionContext(context);
  return { status: answer.status, bytes: new Uint8Array(await answer.arrayBuffer()), headers: answer.headers };
};

describe("R81: a face", () => {
  test("is kept in R2 under its class, and its row holds no bytes of it", async () => {
    const { body } = await setFace(dataUrl(PNG));
    expect(await kept()).toEqual([`faces/${classroom.id}/${ada.id}/${body.member.picture!.split("/").at(-1)}`]);
    const row = await env.DB.prepare("select picture from members where no = ?").bind(ada.no).first("picture");
    expect(row).toBe("r2");
    expect((await seen(body.member.picture)).bytes).toEqual(PNG);
  });

  test("that was replaced or taken away is gone, address and bytes", async () => {
    const first = (await setFace(dataUrl(PNG))).body.member.picture;
    const second = (await setFace(dataUrl(WEBP_LOSSY, "image/webp"))).body.member.picture;
    expect((await seen(first)).status).toBe(404);
    expect((await seen(second)).bytes).toEqual(WEBP_LOSSY);
    expect(await kept()).toHaveLength(1);
    expect((await setFace(null)).body.member).not.toHaveProperty("picture");
    expect((await seen(second)).status).toBe(404);
    expect(await kept()).toEqual([]);
  });

  test("stays when its person changes anything else", async () => {
    const { picture } = (await setFace(dataUrl(PNG))).body.member;
    const told = await ada.patch<{ member: Member }>(w("/me"), { pronouns: "she/her" });
    expect(told.body.member.picture).toBe(picture);
    expect((await seen(picture)).status).toBe(200);
  });

  test("from the time before R2 is served as it stands in its row", async () => {
    await env.DB.prepare("update members set picture = ?, picture_at = 7 where no = ?")
      .bind(dataUrl(PNG), ada.no)
      .run();
    expect((await seen(`/api/pictures/${ada.id}/7`)).bytes).toEqual(PNG);
    await setFace(null);
    expect((await seen(`/api/pictures/${ada.id}/7`)).status).toBe(404);
  });

  test("a bot has one as well", async () => {
    const asked = { name: "Checker", scope: "write", channels: [], picture: dataUrl(PNG) };
    const { bot } = (await owner.post<{ bot: Bot }>(w("/bots"), asked)).body;
    expect((await seen(bot.picture)).bytes).toEqual(PNG);
    const edited = await owner.patch<{ bot: Bot }>(w(`/bots/${bot.member}`), { picture: null });
    expect(edited.body.bot).not.toHaveProperty("picture");
    expect(await kept()).toEqual([]);
  });

  test.each([
    ["says that it is as large as a wall", dataUrl(pngOf(60_000, 60_000))],
    ["is another type than it says", dataUrl(GIF)],
    ["moves", dataUrl(GIF, "image/gif")],
  ])("that %s is none, and nothing is kept of it", async (_what, picture) => {
    const told = (await setFace(picture)) as unknown as { status: number; body: Refusal };
    expect([told.status, told.body.code]).toEqual([400, "invalid"]);
    expect(await kept()).toEqual([]);
  });
});

describe("I8: while R2", () => {
  async function ask(bindings: Partial<Env>, who: Somebody, method: string, path: string, body?: object) {
    const context = createExecutionContext();
    const headers = { authorization: `Bearer ${who.token}`, "content-type": "application/json" };
    const init = { method, headers, ...(body && { body: JSON.stringify(body) }) };
    const answer = await app.fetch(new Request(`${ORIGIN}/api${path}`, init), { ...env, ...bindings } as Env, context);
    await waitOnExecutionContext(context);
    return answer;
  }
  const nowhere = { FILES: undefined } as unknown as Partial<Env>;
  const failing = {
    FILES: new Proxy({}, { get: () => () => Promise.reject(new Error("We encountered an internal error. (10001)")) }),
  } as unknown as Partial<Env>;

  test("fails, a new face is refused with when to try again, and the one before stays", async () => {
    const { picture } = (await setFace(dataUrl(PNG))).body.member;
    const refused = await ask(failing, ada, "PATCH", w("/me"), { picture: dataUrl(WEBP_LOSSY, "image/webp") });
    expect([refused.status, ((await refused.json()) as Refusal).code]).toEqual([503, "unavailable"]);
    expect((await seen(picture)).bytes).toEqual(PNG);
    expect((await ask(failing, ada, "GET", String(picture).replace("/api", ""))).status).toBe(503);
    // What cannot be dropped is found by nobody.
    expect((await ask(failing, ada, "PATCH", w("/me"), { picture: null })).status).toBe(200);
    expect((await seen(picture)).status).toBe(404);
  });

  test("is not there, faces stand in their rows, and a class has no icon", async () => {
    const told = await ask(nowhere, ada, "PATCH", w("/me"), { picture: dataUrl(PNG) });
    const { member } = (await told.json()) as { member: Member };
    const picture = await ask(nowhere, ada, "GET", String(member.picture).replace("/api", ""));
    expect(new Uint8Array(await picture.arrayBuffer())).toEqual(PNG);
    const refused = await ask(nowhere, owner, "PATCH", w(), { icon: dataUrl(PNG) });
    expect([refused.status, ((await refused.json()) as Refusal).reason]).toEqual([403, "files_absent"]);
  });
});

describe("the icon of a class", () => {
  test("is set by who answers for the class, and everybody who is here hears of it", async () => {
    const hers = await openWorkspace(classroom.id, ada);
    const { workspace } = (await setIcon(dataUrl(PNG))).body;
    expect((await hers.next("workspaceChanged")).workspace.icon).toBe(workspace.icon);
    expect((await seen(workspace.icon, ada)).bytes).toEqual(PNG);
    expect((await setIcon(dataUrl(PNG), ada)).status).toBe(403);
    // Another name takes nothing from it.
    const renamed = await owner.patch<{ workspace: Workspace }>(w(), { name: "Programming II" });
    expect(renamed.body.workspace).toMatchObject({ name: "Programming II", icon: workspace.icon });
    expect((await setIcon(null)).body.workspace).not.toHaveProperty("icon");
    expect((await seen(workspace.icon, ada)).status).toBe(404);
    expect(await kept()).toEqual([]);
  });

  test("stands beside it in the list of my classes, and where its join code is looked at", async () => {
    const listed = async () =>
      (await ada.get<{ account: Account }>("/account")).body.account.workspaces.find(({ id }) => id === classroom.id);
    const { joinCode } = (await owner.post<{ joinCode: string }>(w("/join-code"))).body;
    const look = async () => (await request<{ icon?: string }>("POST", "/join/look", { code: joinCode })).body;
    expect([await listed(), await look()].map((told) => "icon" in (told ?? {}))).toEqual([false, false]);
    const { icon } = (await setIcon(dataUrl(PNG))).body.workspace;
    expect((await listed())?.icon).toBe(icon);
    expect((await look()).icon).toBe(dataUrl(PNG));
  });

  test("I5: nobody outside of the class sees it", async () => {
    const { icon } = (await setIcon(dataUrl(PNG))).body.workspace;
    const elsewhere = await openClassroom();
    expect((await seen(icon, await elsewhere.person("owner"))).status).toBe(404);
    expect((await seen(icon)).status).toBeGreaterThanOrEqual(400);
    // Nor is it another class's under that one's own address.
    const other = await elsewhere.person("owner");
    expect(
      (await request("GET", `/workspaces/${elsewhere.id}/icon/${icon!.split("/").at(-1)}`, undefined, other)).status,
    ).toBe(404);
  });

  test("costs the class none of the room that is counted for its files", async () => {
    await env.DB.prepare("update workspaces set meta = json_object('files', json_object('bytes', 5)) where no = ?")
      .bind(classroom.no)
      .run();
    await setIcon(dataUrl(PNG));
    const meta = await env.DB.prepare("select meta from workspaces where no = ?")
      .bind(classroom.no)
      .first<string>("meta");
    expect(JSON.parse(meta!)).toMatchObject({ files: { bytes: 5 }, icon: expect.any(Number) as number });
  });
});
