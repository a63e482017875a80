/** Who is looked up and when, what is offered to whom, and a change by HTTP whose first answer was lost. */
import { describe, expect, test } from "vitest";
import type { OutboxEntry } from "../../client/outbox-entry.ts";
import { requestByHttp } from "../../client/outbox-request.ts";
import { MemberLookup } from "../../client/member-lookup.ts";
import { actorOf, closedTo, personTarget, placeOf, refusalOf, type KnownClass } from "../../client/permissions.ts";
import { REACH_FREELY_MAX, refusal, type Channel, type Member, type Message } from "../../protocol/index.ts";
import { memberOf } from "./support/class-state.ts";
import { fakeApi, Refusing, unreachable } from "./support/fake-api.ts";
import { FakeClock } from "./support/fake-clock.ts";

describe("people whom bootstrap did not tell of", () => {
  function lookup() {
    const clock = new FakeClock();
    const server = { reachable: true, refuse: null as ReturnType<typeof refusal> | null, noDirect: [] as string[] };
    const { api, asked } = fakeApi(({ query }) => {
      if (!server.reachable) return unreachable();
      if (server.refuse) return new Refusing(server.refuse);
      return { members: (query.get("ids") ?? "").split(",").map((id) => memberOf(id)), noDirect: server.noDirect };
    });
    const found: [string[], readonly string[] | undefined][] = [];
    const people = new MemberLookup({
      ...{ api, workspace: "class-1", clock },
      onFound: (members: Member[], noDirect) => found.push([members.map(({ id }) => id), noDirect]),
    });
    const ids = () => asked.map(({ query }) => query.get("ids"));
    return { clock, server, people, found, ids };
  }

  test("are asked for together, a moment after the first was wanted, and once", async () => {
    const { clock, server, people, found, ids } = lookup();
    server.noDirect = ["b"];
    people.want([]);
    expect(clock.waiting).toBe(0);
    people.want(["a"]);
    await clock.pass(29);
    people.want(["b", "a"]);
    expect(ids()).toEqual([]);
    await clock.pass(1);
    expect([ids(), found]).toEqual([["a,b"], [[["a", "b"], ["b"]]]]);
    people.want(["b", "a"]);
    await clock.pass(10_000);
    expect(ids()).toHaveLength(1);
  });

  test("are asked for a hundred at a time, the rest right after", async () => {
    const { clock, people, ids } = lookup();
    people.want(Array.from({ length: 230 }, (_, n) => `m${n}`));
    await clock.pass(30);
    expect(ids().map((each) => each?.split(",").length)).toEqual([100, 100, 30]);
    expect(ids()[2]?.split(",").at(-1)).toBe("m229");
    expect(clock.waiting).toBe(0);
  });

  test("are asked for again five seconds after nobody answered, in their order, with who was wanted meanwhile", async () => {
    const { clock, server, people, ids, found } = lookup();
    server.reachable = false;
    people.want(["a", "b"]);
    await clock.pass(30);
    people.want(["c"]);
    server.reachable = true;
    await clock.pass(4_999);
    expect(ids()).toEqual(["a,b"]);
    await clock.pass(1);
    expect(ids()).toEqual(["a,b", "a,b,c"]);
    expect(found.flatMap(([members]) => members)).toEqual(["a", "b", "c"]);
  });

  test("are not asked for again when nobody answered and it was stopped meanwhile, until somebody is wanted", async () => {
    const { clock, server, people, ids } = lookup();
    server.reachable = false;
    people.want(["a"]);
    const asked = clock.pass(30);
    people.stop();
    await asked;
    people.want(["b"]);
    await clock.pass(30);
    expect(ids()).toEqual(["a,b"]);
    people.stop();
    await clock.pass(10_000);
    expect([ids().length, clock.waiting]).toEqual([1, 0]);
    server.reachable = true;
    people.want(["b"]);
    await clock.pass(30);
    expect(ids()).toEqual(["a,b", "a,b"]);
  });

  test("whose answer comes after it was stopped bring no further asking about", async () => {
    const clock = new FakeClock();
    let answer: () => void = () => undefined;
    const { api, asked } = fakeApi(() => new Promise((_resolve, reject) => (answer = () => reject(new Error("away")))));
    const people = new MemberLookup({ api, workspace: "class-1", clock, onFound: () => undefined });
    people.want(["a"]);
    await clock.pass(30);
    people.stop();
    answer();
    await clock.pass(10_000);
    expect([asked.length, clock.waiting]).toEqual([1, 0]);
  });

  test("are asked for again after a refusal only where that helps, and not before it can", async () => {
    const { clock, server, people, ids } = lookup();
    server.refuse = refusal("too_fast", { retryAfter: 30_000 });
    people.want(["a"]);
    await clock.pass(30 + 29_999);
    expect(ids()).toEqual(["a"]);
    server.refuse = refusal("forbidden");
    await clock.pass(1);
    expect(ids()).toEqual(["a", "a"]);
    await clock.pass(600_000);
    expect([ids().length, clock.waiting]).toEqual([2, 0]);
    // Others are asked for all the same.
    server.refuse = null;
    people.want(["a", "b"]);
    await clock.pass(30);
    expect(ids().at(-1)).toBe("b");
  });

  test("are not asked for once it was stopped, until somebody is wanted again", async () => {
    const { clock, people, ids } = lookup();
    people.stop();
    people.want(["a"]);
    people.stop();
    await clock.pass(10_000);
    expect(ids()).toEqual([]);
    people.want(["b"]);
    await clock.pass(30);
    expect(ids()).toEqual(["a,b"]);
  });
});

describe("R9 what is offered to whom", () => {
  const channel: Channel = {
    ...{ id: "c", workspace: "w", kind: "public", name: "general", topic: "", posting: "all", isDefault: false },
    ...{ createdBy: "ada", createdAt: 0, archivedAt: null },
  };
  const known = (more: Partial<KnownClass> = {}): KnownClass => ({
    me: { member: "ada", role: "student" },
    members: new Map([
      ["ada", { id: "ada", role: "student" }],
      ["bo", { id: "bo", role: "student" }],
    ]),
    ...{ channels: new Map(), blocks: new Set(), noDirect: new Set() },
    ...more,
  });

  test("is asked with who I am, and with a mute that I may have", () => {
    expect(actorOf(known())).toStrictEqual({ role: "student", mutedUntil: null });
    expect(actorOf(known({ me: { member: "ada", role: "ta", mutedUntil: 7 } }))).toStrictEqual({
      ...{ role: "ta", mutedUntil: 7 },
    });
  });

  test("and with the place as it is known", () => {
    const open = { kind: "public", posting: "all", isDefault: false, archived: false, inside: true, creator: true };
    expect(placeOf(known(), channel)).toStrictEqual({
      ...open,
      isLarge: false,
      closed: null,
      holds: false,
      locked: false,
    });
    const other = { ...channel, archivedAt: 5, createdBy: "bo", isDefault: true, joined: false };
    expect(placeOf(known(), other, REACH_FREELY_MAX + 1)).toStrictEqual({
      ...open,
      ...{ isDefault: true, archived: true, inside: false, creator: false, isLarge: true, closed: null },
      ...{ holds: false, locked: false },
    });
  });

  test("of several people in a group, one who is blocked or gone closes nothing; of two in a direct message, they do", () => {
    const blocking = known({ blocks: new Set(["bo"]) });
    expect(placeOf(blocking, { ...channel, kind: "group", members: ["ada", "bo", "cyd"] } as never).closed).toBeNull();
    expect(placeOf(blocking, { ...channel, members: ["bo"] }).closed).toBeNull();
    expect(placeOf(blocking, { ...channel, kind: "dm", members: ["ada", "bo"] }).closed).not.toBeNull();
    expect(placeOf(blocking, { ...channel, kind: "dm", members: ["ada"] }).closed).toBeNull();
    const { members: _none, ...untold } = { ...channel, kind: "dm" as const };
    expect(placeOf(blocking, untold).closed, "who is in it was not told").toBeNull();
  });

  test("somebody of whom nothing is known is written to, as far as I know", () => {
    expect(closedTo(known(), "nobody")).toBeNull();
    expect(closedTo(known({ noDirect: new Set(["nobody"]) }), "nobody")).not.toBeNull();
  });

  test("the target is another unless it is I, and names a new role where there is one", () => {
    expect(personTarget(known(), { id: "bo", role: "student" })).toStrictEqual({
      ...{ role: "student", isSelf: false, otherOwner: false, closed: null },
    });
    expect(personTarget(known(), { id: "ada", role: "student" }, "ta")).toStrictEqual({
      ...{ role: "student", isSelf: true, otherOwner: false, closed: null, newRole: "ta" },
    });
  });

  test("the answer is the code that the server would refuse with, or null", () => {
    expect(refusalOf(known(), "post", channel)).toBeNull();
    expect(refusalOf(known(), "post", { ...channel, archivedAt: 1 })).toBe("archived");
    expect(refusalOf(known(), "createPrivateChannel", null)).toBeNull();
  });
});

describe("I7 a change by HTTP whose first answer was lost", () => {
  const message: Message = { id: "m", seq: 3, rev: 8, author: "me", at: 1, body: "better" };
  const entry = (attempts: number): OutboxEntry => ({
    ...{ kind: "edit", id: "e", channel: "c", owner: "me", createdAt: 1, seq: 3, body: "better", rev: 2 },
    attempts,
  });
  const server = () =>
    fakeApi(({ method }) =>
      method === "PATCH"
        ? new Refusing(refusal("stale"))
        : { messages: [message], reachedStart: false, reachedEnd: false, rev: 8 },
    );

  test("is done where the message reads as it should, and the refusal stands where it was never tried before", async () => {
    expect(await requestByHttp(server().api, entry(2))).toEqual({ seq: 3, rev: 8, at: 1, message });
    const { api, asked } = server();
    await expect(requestByHttp(api, entry(1))).rejects.toMatchObject({ refusal: { code: "stale" } });
    expect(asked).toHaveLength(1);
  });
});
