/** Every route, asked by everybody: who is let in, and what those hear who are not (the cells are in support/cells/). */
import { exports } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import type { RefusalCode } from "../../protocol/index.ts";
import { allRoutes, type RouteName, type Row } from "../../protocol/routes/index.ts";
import { CELLS, heardBy } from "./support/cells.ts";
import { ORIGIN } from "./support/classroom.ts";
import { ACTORS, openScene, PROGRAMS, type Actor, type Scene } from "./support/scene.ts";

/** Codes by which somebody is kept out; whatever else is wrong with a request, who hears of it was let in. */
const KEPT_OUT: ReadonlySet<string> = new Set<RefusalCode>([
  "not_signed_in",
  "session_ended",
  "not_found",
  "forbidden",
  "read_only_here",
]);

/** Each comes from an address of their own: nobody is kept out by how often others ask. */
const addressOf = (actor: Actor) => `192.0.2.${90 + [...ACTORS, ...PROGRAMS].indexOf(actor)}`;

/** What this actor is answered; null where they are let in. */
async function heard(row: Row, name: RouteName, scene: Scene, actor: Actor): Promise<string | null> {
  const who = scene.people[actor];
  const { params = {}, body } = (await CELLS[name].ask?.(scene, actor, who)) ?? {};
  const given: Record<string, string> = {
    ...{ workspace: scene.classroom.id, channel: scene.channel, member: scene.target.id, seq: "1" },
    ...params,
  };
  const path = row.path.replace(/:(\w+)/gu, (_, part: string) => given[part] ?? `no ${part} was given`);
  const headers: Record<string, string> = {
    "content-type": row.body === "bytes" ? "application/octet-stream" : "application/json",
    "cf-connecting-ip": addressOf(actor),
  };
  if (who) headers["authorization"] = `Bearer ${who.token}`;
  if (row.answer === "socket") headers["upgrade"] = "websocket";
  const isRead = row.method === "GET";
  const init = { method: row.method, headers, ...(!isRead && { body: JSON.stringify(body ?? {}) }) };
  const query = isRead && body ? `?${new URLSearchParams(body as Record<string, string>)}` : "";
  const answer = await exports.default.fetch(`${ORIGIN}/api${path}${query}`, init);
  if (answer.webSocket) {
    answer.webSocket.accept();
    answer.webSocket.close();
    return null;
  }
  if (row.answer === "events" && answer.status < 400) {
    await answer.body?.cancel();
    return null;
  }
  const bytes = await answer.arrayBuffer();
  if (answer.status < 400) return null;
  const { code } = JSON.parse(new TextDecoder().decode(bytes)) as { code: string };
  expect(code, `${name} by ${actor}`).not.toBe("internal");
  return KEPT_OUT.has(code) ? code : null;
}

/** What is asked for changes nothing: one class serves all of that. */
let reading: Promise<Scene> | undefined;

describe("I5: who is let in, and who is not", () => {
  test("every route has its cells, and there are no cells of anything else", () => {
    expect(Object.keys(CELLS).toSorted()).toEqual(
      allRoutes()
        .map(([name]) => name)
        .toSorted(),
    );
  });

  test.each(allRoutes())("%s", async (name, row) => {
    const scene = await (row.method === "GET" ? (reading ??= openScene()) : openScene());
    const found: Partial<Record<Actor, string | null>> = {};
    const all: Actor[] = [...ACTORS, ...PROGRAMS];
    for (const actor of all) found[actor] = await heard(row, name, scene, actor);
    expect(found).toEqual(Object.fromEntries(all.map((actor) => [actor, heardBy(name, actor)])));
  });
});
