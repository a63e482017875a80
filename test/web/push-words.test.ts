/** What a notification says that came while PLACE was closed, and where a click leads. */
import { describe, expect, test } from "vitest";
import type { PushPayload } from "../../protocol/index.ts";
import { shownOf } from "../../web/src/service-worker/push-words.ts";

const bare = { type: "message" as const, lang: "en", channel: "Chan", seq: 7, count: 1, at: 1_000 };
const words = (place: object, more: object = {}): PushPayload =>
  ({ ...bare, words: { author: "Kofi", place, text: "See you" }, ...more }) as PushPayload;
/** Without the marks that keep a name's direction to itself. */
const titleOf = (payload: PushPayload) => shownOf(payload).title.replaceAll(/[\u2068\u2069]/gu, "");

describe("a notification", () => {
  test.each([
    [{ kind: "dm" }, "Kofi"],
    [{ kind: "channel", name: "general" }, "Kofi in #general"],
    [{ kind: "group", name: "Team 4" }, "Kofi in Team 4"],
    [{ kind: "group" }, "Kofi"],
    [{ kind: "channel", name: "general", isThread: true }, "Kofi in a thread of #general"],
    [{ kind: "dm", isThread: true }, "Kofi in a thread"],
  ])("says who wrote, and where: %j", (place, title) => expect(titleOf(words(place))).toBe(title));

  test("is one for its channel, and says how many wait there", () => {
    const shown = shownOf(words({ kind: "dm" }, { count: 4 }));
    expect(shown).toMatchObject({ tag: "Chan", timestamp: 1_000, dir: "ltr", lang: "en" });
    expect(shown.body.replaceAll(/[\u2068\u2069]/gu, "")).toBe("See you\n4 unread");
  });

  test("in Arabic is written from the right, and a name in it keeps its own direction", () => {
    const shown = shownOf(words({ kind: "channel", name: "general" }, { lang: "ar-EG" }));
    expect(shown).toMatchObject({ lang: "ar", dir: "rtl", body: "See you" });
    expect(shown.title).toBe("\u2068Kofi\u2069 في \u2068#general\u2069");
  });

  test("in a language that PLACE does not speak is in English", () =>
    expect(shownOf({ ...bare, lang: "sw" }).body).toBe("New message"));

  test("without words says that there is something, and nothing of it", () => {
    const { title, body } = shownOf({ ...bare, count: 2 });
    expect([title, body.replaceAll(/[\u2068\u2069]/gu, "")]).toEqual(["PLACE", "2 new messages"]);
  });

  test.each([
    [bare, "/c/Chan#7"],
    [{ ...bare, parent: "Home" }, "/c/Home?thread=Chan&reply=7"],
    [{ type: "test" as const, lang: "en", nonce: "n" }, "/settings/notifications"],
  ])("leads to its message, or to the thread that it stands in", (payload, url) =>
    expect(shownOf(payload).data.url).toBe(url),
  );
});
