/** The programs of a class, as whoever sets them up sees them: an answer changes what it is about, and nothing that another one has changed. */
import { beforeAll, beforeEach, expect, test, vi } from "vitest";
import { RefusedError } from "../../client/index.ts";
import type { Bot, BotToken, OutgoingHook } from "../../protocol/index.ts";
import { refusal, type RefusalCode } from "../../protocol/refusals.ts";
import { Programs } from "../../web/src/lib/features/programs/programs.svelte.ts";
import { stubNetwork, stubStorage } from "../support/browser-stubs.ts";
import { classroom, type Fakes } from "../support/web-class.ts";

beforeAll(() => void vi.stubGlobal("location", new URL("https://place.example/settings")));
beforeEach(() => {
  stubStorage();
  stubNetwork();
});

const tokenOf = (id: string) => ({ id, name: id }) as BotToken;
const botOf = (member: string, tokens: string[] = []) =>
  ({
    ...{ member, name: member, scope: "post", channels: [] },
    tokens: tokens.map(tokenOf),
    commands: [],
  }) as unknown as Bot;
const hookOf = (id: string) => ({ id, channel: "c", url: `https://else.example/${id}` }) as OutgoingHook;
const no = (code: RefusalCode) => () => Promise.reject(new RefusedError(refusal(code), 403));
async function programsOf(bots: Bot[], fakes: Fakes = {}, outgoing: OutgoingHook[] = []) {
  const programs = new Programs(
    classroom(
      {},
      {
        "bots.list": () => Promise.resolve({ bots }),
        "hooks.list": () => Promise.resolve({ incoming: [], outgoing }),
        ...fakes,
      },
    ).workspace,
  );
  await programs.load();
  return programs;
}
const tokens = ({ bots }: Programs, at = 0) => bots?.[at]?.tokens.map(({ id }) => id);

test("where one half cannot be had, neither is shown as if it were all, and the reason is said", async () => {
  const programs = await programsOf([botOf("grader")], { "hooks.list": no("forbidden") });
  expect([programs.bots, programs.refusal?.code]).toEqual([null, "forbidden"]);
});

test("two tokens revoked at once are both gone, in whichever order the answers come", async () => {
  const answers = new Map<string, () => void>();
  const programs = await programsOf([botOf("grader", ["one", "two", "three"])], {
    "bots.revokeToken": ({ token }) => new Promise((resolve) => answers.set(token, () => resolve(undefined))),
  });
  const [bot] = programs.bots as [Bot];
  const both = [programs.revokeToken(bot, tokenOf("one")), programs.revokeToken(bot, tokenOf("two"))];
  answers.get("two")?.();
  await both[1];
  expect(tokens(programs)).toEqual(["one", "three"]);
  answers.get("one")?.();
  await both[0];
  expect(tokens(programs)).toEqual(["three"]);
});

test("a token that is made while another one is revoked brings that one not back", async () => {
  let made = () => {};
  const programs = await programsOf([botOf("grader", ["old"]), botOf("other", ["theirs"])], {
    "bots.revokeToken": () => Promise.resolve(undefined),
    "bots.createToken": () =>
      new Promise((resolve) => (made = () => resolve({ of: tokenOf("new"), token: "place_secret" }))),
  });
  const [bot] = programs.bots as [Bot, Bot];
  const making = programs.createToken(bot, "new", null);
  await programs.revokeToken(bot, tokenOf("old"));
  made();
  expect(await making).toEqual({ ok: true, value: { id: "new", value: "place_secret" } });
  expect([tokens(programs), tokens(programs, 1)]).toEqual([["new"], ["theirs"]]);
});

test("what is refused changes nothing on the screen", async () => {
  const programs = await programsOf([botOf("grader", ["one"])], {
    ...{ "bots.remove": no("forbidden"), "bots.revokeToken": no("forbidden"), "bots.edit": no("name_taken") },
  });
  const [bot] = programs.bots as [Bot];
  const outcomes = [
    await programs.removeBot(bot),
    await programs.revokeToken(bot, tokenOf("one")),
    await programs.editBot(bot, { name: "other" }),
  ];
  expect(outcomes.map((outcome) => !outcome.ok && outcome.refusal.code)).toEqual([
    "forbidden",
    "forbidden",
    "name_taken",
  ]);
  expect(programs.bots).toEqual([botOf("grader", ["one"])]);
});

test("an address that posts is told whole, as one gives it to a program", async () => {
  const programs = await programsOf([], {
    "hooks.createIncoming": () => Promise.resolve({ hook: { id: "in-1", channel: "c" }, path: "/hooks/in-1/secret" }),
  });
  const made = await programs.createIncoming("c", "CI");
  expect(made).toEqual({ ok: true, value: { id: "in-1", value: "https://place.example/hooks/in-1/secret" } });
});

test("an address that was changed forgets how deliveries to the one before went, and has a secret only where that is new", async () => {
  const given: { secret?: string } = {};
  const programs = await programsOf(
    [],
    {
      "hooks.deliveries": () => Promise.resolve({ deliveries: [{ id: "d-1" }] }),
      "hooks.editOutgoing": () =>
        Promise.resolve({ hook: { ...hookOf("out-1"), url: "https://new.example" }, ...given }),
    },
    [hookOf("out-1"), hookOf("out-2")],
  );
  await programs.loadDeliveries(hookOf("out-1"));
  expect(programs.deliveries.get("out-1")).toHaveLength(1);
  expect(await programs.editOutgoing(hookOf("out-1"), {})).toEqual({ ok: true, value: null });
  expect(programs.deliveries.has("out-1")).toBe(false);
  expect(programs.outgoing.map(({ url }) => url)).toEqual(["https://new.example", "https://else.example/out-2"]);
  given.secret = "s-2";
  expect(await programs.editOutgoing(hookOf("out-1"), {})).toEqual({ ok: true, value: { id: "out-1", value: "s-2" } });
});
