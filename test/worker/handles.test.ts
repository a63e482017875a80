/** Who may take which handle: none that is taken for another, none that speaks for the house; and who was here before stays who they are. */
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import type { Account, Member, Refusal } from "../../protocol/index.ts";
import { handleKey, skeletonOf } from "../../worker/handles/handles.ts";
import { isReserved } from "../../worker/handles/reserved.ts";
import { fillSkeletons } from "../../worker/store/skeletons.ts";
import { openDb } from "../../worker/store/db.ts";
import { openClassroom } from "./support/classroom.ts";
import {
  bootstrapOf,
  Browser,
  codeOf,
  createClass,
  joinAs,
  newHandle,
  ok,
  PASSWORD,
  signInAgain,
} from "./support/people.ts";

const join = (code: string, handle: string, name = "Somebody") =>
  new Browser().post<Refusal & { account: Account }>("/join", { code, account: { handle, name, password: PASSWORD } });

/** As it was before looks were kept: the account, and its members, without them. */
async function forgetLooks(...handles: string[]): Promise<void> {
  const these = JSON.stringify(handles);
  await env.DB.batch(
    ["users", "members"].map((table) =>
      env.DB.prepare(`update ${table} set skeleton = null where handle in (select value from json_each(?))`).bind(
        these,
      ),
    ),
  );
}

/** Changes a handle by hand, as no route does: to one that the old folding allowed. */
async function rename(from: string, to: string): Promise<void> {
  await env.DB.batch(
    ["users", "members"].map((table) =>
      env.DB.prepare(`update ${table} set handle = ?2, handle_key = ?3, skeleton = null where handle = ?1`).bind(
        from,
        to,
        handleKey(to),
      ),
    ),
  );
}

describe("handles that look alike", () => {
  test.each([
    ["a dot over the dotless i", "li̇nnea.k", "linnea.k"],
    ["an accent", "teŕesa.k", "teresa.k"],
    ["an accent in one piece", "jőrg.kk", "jorg.kk"],
    ["an accent below, and one above", "ạnǵela.k", "angela.k"],
    ["a stroke through a letter", "øłaf.kk", "olaf.kk"],
    ["an overlay", "e\u0338rik.kk", "erik.kk"],
    ["an ornament of another script", "ma\u0902rta.k", "marta.k"],
    ["Cherokee", "ꮃꭺnda.kk", "wanda.kk"],
    ["Coptic", "ⲟscar.kk", "oscar.kk"],
    ["Lisu, whose letters are Latin capitals", "ꓓora.kk", "dora.kk"],
    ["mathematical letters", "𝓬arla.kk", "carla.kk"],
    ["Cyrillic, Greek and Armenian in one", "hеlоisе.kk", "heloise.kk"],
    ["r and n for m", "torn.kk", "tom.kk"],
  ])("R140: a handle cannot be copied with %s", async (_title, copy, original) => {
    const { joinCode } = await createClass();
    expect((await join(joinCode, original)).status).toBe(201);
    expect(codeOf(await join(joinCode, copy))).toBe("handle_taken");
  });

  test("R140: the other way round neither: the plain one is refused where the dressed one is taken", async () => {
    const { joinCode } = await createClass();
    expect((await join(joinCode, "frédéric.k")).status).toBe(201);
    const { body } = await join(joinCode, "frederic.k");
    expect(body).toMatchObject({ code: "handle_taken", suggestion: "frederic.k2" });
    expect((await join(joinCode, body.suggestion!)).status).toBe(201);
  });

  test("different words stay different in the scripts whose marks are letters", async () => {
    const { joinCode } = await createClass();
    for (const handle of ["मीरा", "मारा", "মিতা", "মাতা", "かがみ", "かかみ", "김하나", "김하니"])
      expect((await join(joinCode, handle)).status, handle).toBe(201);
  });

  test("R140: one of two who ask at once for handles that look alike gets it", async () => {
    const { joinCode } = await createClass();
    const answers = await Promise.all(
      ["rácer.kk", "racer.kk", "rаcer.kk", "racér.kk"].map((handle) => join(joinCode, handle)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
    for (const answer of answers.filter(({ status }) => status === 409)) expect(codeOf(answer)).toBe("handle_taken");
  });

  test("R140: the database itself keeps two of one look apart, among accounts and in a class", async () => {
    const { joinCode, workspace } = await createClass();
    const ada = await joinAs(joinCode, "adalind.kk");
    const insert = env.DB.prepare(
      "insert into users (id, handle, handle_key, skeleton, created_at) values ('copy', 'x', 'x', ?, 1)",
    );
    await expect(insert.bind(skeletonOf(ada.handle)).run()).rejects.toThrow("users.skeleton");
    const member = env.DB.prepare(
      `insert into members (id, workspace_no, handle, handle_key, skeleton, name, role, joined_at)
       select 'copy', no, 'x', 'x', ?2, 'x', 'student', 1 from workspaces where id = ?1`,
    );
    await expect(member.bind(workspace.id, skeletonOf(ada.handle)).run()).rejects.toThrow("members.skeleton");
  });
});

describe("names that nobody takes", () => {
  test.each([
    ...[
      "admin",
      "Administrator",
      "owner",
      "staff",
      "root",
      "support",
      "moderator",
      "teacher",
      "tas",
      "everyone",
      "channel",
    ],
    ...["here", "system", "place", "bot", "help", "security", "guest", "official"],
    ...[
      "admi̇n",
      "ádmin",
      "аdmin",
      "ad.min",
      "a-d-m-i-n",
      "adm1n",
      "4dmin",
      "sta_ff",
      "5upport",
      "r00t",
      "m0derat0r",
      "teacheŕ",
      "0wner",
      "ѕystem",
    ],
    ...["الجميع", "المعلم", "مُدير", "المشـرف", "الدعم"],
  ])("R140: %s", async (handle) => {
    const { joinCode } = await createClass();
    expect(["handle_taken", "invalid"]).toContain(codeOf(await join(joinCode, handle)));
    expect(
      codeOf(
        await new Browser().post("/workspaces", { name: "Mine", account: { handle, name: "x", password: PASSWORD } }),
      ),
    ).toMatch(/handle_taken|invalid/u);
    expect(
      codeOf(await new Browser().post("/passkeys/register/options", { handle, name: "x", code: joinCode })),
    ).toMatch(/handle_taken|invalid/u);
  });

  test("names of people are theirs", () => {
    for (const name of [
      "ali",
      "alla",
      "tasha",
      "hana",
      "dean",
      "adam",
      "rooter",
      "owen",
      "stefan",
      "malik",
      "مالك",
      "هنا",
      "system.of",
      "botond",
    ])
      expect(isReserved(name), name).toBe(false);
  });
});

describe("who was here before", () => {
  test("R142: signs in, is named and is found as before, also with a handle that nobody may take any more", async () => {
    const { joinCode, workspace, owner } = await createClass();
    const [admin, twin] = [await joinAs(joinCode), await joinAs(joinCode)];
    await rename(admin.handle, "admin");
    await rename(twin.handle, "admi̇n");
    await forgetLooks("admin", "admi̇n");
    // Somebody comes, and with them the looks of all who are here.
    await joinAs(joinCode);
    for (const handle of ["admin", "Admin", "admi̇n"]) {
      const { account } = ok(
        await new Browser().post<{ account: Account }>("/sign-in", { handle, password: PASSWORD }),
      );
      expect(account.id).toBe((handle === "admi̇n" ? twin : admin).account.id);
    }
    const { channels } = await bootstrapOf(owner.browser, workspace.id);
    const general = channels.find(({ name }) => name === "general")!;
    const tab = await twin.browser.open(`/workspaces/${workspace.id}/socket`);
    await tab.next("hello");
    ok(await owner.browser.post(`/channels/${general.id}/messages`, { body: "hello @admi̇n" }));
    expect((await tab.next("news")).mentions).toBe(1);
    tab.close();
    const { members } = ok(await owner.browser.get<{ members: Member[] }>(`/workspaces/${workspace.id}/members`));
    expect(members.map(({ handle }) => handle)).toEqual(expect.arrayContaining(["admin", "admi̇n"]));
  });

  test("R140: looks like nobody who comes: an account without kept looks is not copied", async () => {
    const { joinCode } = await createClass();
    await joinAs(joinCode, "gudrun.kk");
    await forgetLooks("gudrun.kk");
    expect(codeOf(await join(joinCode, "gudrún.kk"))).toBe("handle_taken");
  });

  test("R142: two who look alike from before are both in a class, in either order, and come back to it", async () => {
    const [one, two] = [await createClass(), await createClass()];
    const [first, second] = [await joinAs(one.joinCode, newHandle()), await joinAs(one.joinCode, newHandle())];
    await rename(first.handle, "birgit.kk");
    await rename(second.handle, "birgít.kk");
    for (const who of [second, first, second, first]) {
      ok(await who.browser.post("/join", { code: two.joinCode }));
      expect((await bootstrapOf(who.browser, two.workspace.id)).me.role).toBe("student");
    }
    const { results } = await env.DB.prepare(
      "select skeleton from users where handle in ('birgit.kk', 'birgít.kk') order by no",
    ).all();
    expect(results.map(({ skeleton }) => String(skeleton).split(" ")[0])).toEqual(["birgit.kk", "birgit.kk"]);
    expect(new Set(results.map(({ skeleton }) => skeleton)).size).toBe(2);
  });

  test("thousands get their looks in a few round trips, and then it costs none", async () => {
    const { workspace } = await createClass();
    await env.DB.prepare(
      "insert into users (id, handle, handle_key, created_at) select 'old' || value, 'old.' || value, 'old.' || value, 1 from json_each(?)",
    )
      .bind(JSON.stringify(Array.from({ length: 1_000 }, (_, i) => `${String.fromCharCode(97 + (i % 26))}${i}z`)))
      .run();
    await fillSkeletons(openDb(env.DB), null);
    const left = await env.DB.prepare("select count(*) as left from users where skeleton is null").first<{
      left: number;
    }>();
    expect(left).toEqual({ left: 0 });
    expect((await new Browser().post("/join/look", { code: workspace.joinCode! })).status).toBe(200);
  });
});

describe("people whom an import brings", () => {
  test("R140: one whose handle looks like somebody's here gets another one, and is refused never", async () => {
    const classroom = await openClassroom();
    const owner = await classroom.person("owner", { handle: "theodora" });
    const at = `/workspaces/${classroom.id}/import/people`;
    const handles = ["théodora", "tһeodora", "theodora", "admi̇n", "owner", "مدير", "Éva", "eva", "evа"];
    const people = handles.map((handle, i) => ({ key: `slack:U${i}`, handle, name: `Person ${i}` }));
    const answer = await owner.post<{ people: { member: string }[] }>(at, { people });
    expect(answer.status).toBe(200);
    const ids = answer.body.people.map(({ member }) => member);
    const told = await owner.get<{ members: Member[] }>(`/workspaces/${classroom.id}/members?ids=${ids.join(",")}`);
    const given = told.body.members.map(({ handle }) => handle);
    expect(given).toHaveLength(handles.length);
    expect(new Set(["theodora", ...given].map(skeletonOf)).size).toBe(handles.length + 1);
    for (const handle of given) expect(isReserved(handle), handle).toBe(false);
    // Brought again, they are the same people.
    expect((await owner.post(at, { people })).body).toEqual(answer.body);
  });

  test("R142: gives up its handle to an account that looks like it, which everybody here is told", async () => {
    const { joinCode, workspace, owner } = await createClass();
    const { token } = ok(await owner.browser.post<{ token: string }>("/account/tokens", { name: "import" }));
    const program = new Browser({ authorization: `Bearer ${token}` });
    const people = ["mársha.kk", "marsha.kk"].map((handle) => ({ key: `slack:${handle}`, handle, name: handle }));
    const { people: brought } = ok(
      await program.post<{ people: { member: string }[] }>(`/workspaces/${workspace.id}/import/people`, { people }),
    );
    const elsewhere = await createClass();
    const marsha = await joinAs(elsewhere.joinCode, "marsha.kk");
    ok(await marsha.browser.post("/join", { code: joinCode }));
    const ids = brought.map(({ member }) => member).join(",");
    const { members } = ok(
      await owner.browser.get<{ members: Member[] }>(`/workspaces/${workspace.id}/members?ids=${ids}`),
    );
    const handles = members.map(({ handle }) => handle);
    expect(handles).not.toContain("marsha.kk");
    expect(new Set([...handles, "marsha.kk"].map(skeletonOf)).size).toBe(3);
    expect((await signInAgain(marsha)).account.id).toBe(marsha.account.id);
  });
});

test("R140: the name under which a message stands is not told from another by what nobody sees", async () => {
  const { joinCode, owner } = await createClass();
  const eve = await joinAs(joinCode);
  const { member } = ok(
    await eve.browser.patch<{ member: Member }>(`/workspaces/${eve.workspace}/me`, {
      name: "Pro\u200bf. \u202eAda\u2060",
    }),
  );
  expect(member.name).toBe("Prof. Ada");
  expect(owner.workspace).toBe(eve.workspace);
});
