/** The way to anywhere: what it offers first, what typing leaves of it, and where a choice leads. */
import { flushSync } from "svelte";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { RefusedError } from "../../../client/index.ts";
import { refusal } from "../../../protocol/refusals.ts";
import type { Member, Message, MyChannel, Places } from "../../../protocol/index.ts";
import { Conversation } from "../../../web/src/lib/conversation/conversation.svelte.ts";
import Switcher from "../../../web/src/lib/features/switcher/Switcher.svelte";
import { channelOf, classroom, mapOf, memberOf } from "../../support/web-class.ts";
import { went } from "../../support/navigation.ts";
import { click, drawn, press, screen, type, eventually } from "./support/drawn.ts";

const root = { id: "r", seq: 3, rev: 3, at: 1, author: "ben", body: "Who has the **slides**?" } as Message;
const CHANNELS = [
  channelOf("general", { topic: "Everything", lastAt: 5 }),
  channelOf("homework-help", { name: "homework-help", lastSeq: 9, readSeq: 4, lastAt: 9 }),
  channelOf("lab", { name: "lab", lastSeq: 5, readSeq: 3, mentions: 2, lastAt: 4 }),
  channelOf("old", { name: "old", archivedAt: 5 }),
  channelOf("dm", { kind: "dm", name: "", members: ["ada", "ben"], lastSeq: 2, readSeq: 1, lastAt: 7 }),
  channelOf("group", { kind: "group", name: "", members: ["ada", "ben", "cyd"] }),
];
const PEOPLE = [
  memberOf("ada"),
  memberOf("ben"),
  memberOf("cyd", { name: "Zoë Álvarez" }),
  memberOf("imp", { imported: true }),
];

beforeEach(() => {
  localStorage.clear();
  went.length = 0;
});

function opened({
  threads = [] as { channel: MyChannel; root: Message }[],
  active = null as string | null,
  known = {},
  answers = {} as NonNullable<Parameters<typeof classroom>[1]>,
} = {}) {
  const asked: unknown[] = [];
  const { workspace } = classroom(
    { channels: mapOf(...CHANNELS), members: mapOf<Member>(...PEOPLE), ...known },
    {
      "threads.list": async () => ({ threads, reachedEnd: true }),
      "personal.checkpoints": async () => ({
        checkpoints: [
          { channel: "lab", seq: 41, name: "Lecture 5", at: 9 },
          { channel: "left", seq: 2, name: "Lecture 5 of another channel", at: 9 },
        ],
      }),
      "members.list": async () => ({ members: PEOPLE, noDirect: [] }),
      "channels.direct": async (_, given) => (
        asked.push(given),
        { channel: channelOf("dm-2", { kind: "dm", members: ["ada", "cyd"] }) }
      ),
      ...answers,
    },
  );
  workspace.activeChannel = active;
  const onclose = vi.fn();
  drawn(Switcher, { workspace, onclose });
  return { workspace, onclose, asked };
}
const field = () => screen.getByRole("combobox");
/** The places among the rows: the last leads to search. */
const titles = () => screen.queryAllByRole("option").flatMap((each) => each.querySelector(".title")?.textContent ?? []);
const chosen = () =>
  screen
    .queryAllByRole("option")
    .find((each) => each.getAttribute("aria-selected") === "true")
    ?.querySelector(".title")?.textContent;

describe("R28 what is offered", () => {
  test("what names me comes first, then what is unread, the livelier of two alike before the other", () => {
    opened();
    expect(titles().slice(0, 3)).toEqual(["lab", "homework-help", "Ben"]);
  });

  test("leaves out what is archived, where I am, and people whom only an import knows", () => {
    opened({ active: "general" });
    expect(titles()).not.toContain("old");
    expect(titles()).not.toContain("general");
    expect(titles()).not.toContain("Imp");
  });

  test("a person and the direct message with them are one row, with what is unread in it", () => {
    opened();
    const ben = screen.getAllByRole("option").filter((each) => each.querySelector(".title")?.textContent === "Ben");
    expect(ben).toHaveLength(1);
    expect(ben[0]?.textContent).toContain("1 unread");
    expect(titles()).toContain("Ada (you)");
  });

  test("says mentions rather than what else is unread", () => {
    opened();
    expect(screen.getAllByRole("option")[0]?.textContent).toContain("2 mentions");
  });

  test("my threads come when the server has told them, with where they hang", async () => {
    const thread = channelOf("t", {
      kind: "thread",
      name: "",
      parent: { channel: "general", seq: 3 },
      following: true,
    });
    opened({ threads: [{ channel: thread, root }] });
    await eventually(() => expect(titles()).toContain("Who has the slides?"));
    flushSync();
    const row = screen.getAllByRole("option").find((each) => each.textContent?.includes("slides"));
    expect(row?.textContent).toContain("Thread in #general");
  });

  test("a root that was deleted is named as that, not by its words", async () => {
    const thread = channelOf("t", { kind: "thread", name: "", parent: { channel: "general", seq: 3 } });
    opened({ threads: [{ channel: thread, root: { ...root, deletedAt: 9, body: "" } }] });
    await eventually(() => expect(titles()).toContain("A deleted message"));
  });
});

describe("R28 typing", () => {
  test("finds files by their names once one pauses, each with where it stands, and leads to its message", async () => {
    const meta = {
      files: [
        { id: "f1", name: "slides week 7.pdf" },
        { id: "f2", name: "photo.png" },
      ],
    };
    const hit = {
      channel: "lab",
      message: { ...root, seq: 12, at: 5, body: "Here", meta },
      marks: [],
      previous: null,
      next: null,
    };
    const queries: unknown[] = [];
    const { onclose } = opened({
      known: { keepsFiles: true },
      answers: { "search.find": async (_, asked) => (queries.push(asked), { hits: [hit], next: null } as never) },
    });
    type(field(), "sl");
    type(field(), "slides");
    await eventually(() => expect(titles()).toContain("slides week 7.pdf"));
    expect(queries, "one question, for the words that one paused at").toEqual([{ q: "has:file slides" }]);
    expect(titles(), "its message has another file, which is not called that").not.toContain("photo.png");
    flushSync();
    const row = screen.getAllByRole("option").find((each) => each.textContent?.includes("slides week 7.pdf"));
    expect(row?.textContent).toContain("in #lab");
    click(row!);
    await eventually(() => expect(went).toEqual(["/c/lab#12"]));
    expect(onclose).toHaveBeenCalled();
  });

  test("finds by the beginning of a later word, by accents left out, and by a handle", () => {
    opened();
    type(field(), "help");
    expect(titles()).toEqual(["homework-help"]);
    type(field(), "alvarez");
    expect(titles(), "a group is called by its people").toEqual(["Ben, Zoë Álvarez", "Zoë Álvarez"]);
    type(field(), "@cyd");
    expect(titles()).toEqual(["Zoë Álvarez"]);
  });

  test("how well it fits counts more than what is unread", () => {
    opened();
    type(field(), "ge");
    expect(titles()[0]).toBe("general");
  });

  test("for what is nowhere the way to all channels is shown", () => {
    const { onclose } = opened();
    type(field(), "qqqq");
    expect(titles()).toEqual([]);
    expect(screen.getByRole("status").textContent).toMatch(/^Nothing here is called that/u);
    const browse = screen.getByRole("link", { name: "Browse channels" });
    expect(browse.getAttribute("href")).toBe("/w/w/channels");
    click(browse);
    expect(onclose).toHaveBeenCalledOnce();
  });
});

describe("R28 going there", () => {
  test("arrows go round, and the field says which row it means", () => {
    opened();
    const all = titles();
    expect(chosen()).toBe(all[0]);
    press("ArrowUp", field());
    expect(chosen()).toBe(all.at(-1));
    press("ArrowDown", field());
    press("ArrowDown", field());
    expect(chosen()).toBe(all[1]);
    const active = field().getAttribute("aria-activedescendant");
    expect(document.getElementById(active ?? "")?.getAttribute("aria-selected")).toBe("true");
  });

  test("typing begins at the first row again", () => {
    opened();
    press("ArrowDown", field());
    type(field(), "ge");
    expect(chosen()).toBe("general");
  });

  test("Enter opens the channel, and the dialog is gone before", async () => {
    const { onclose } = opened();
    type(field(), "general");
    press("Enter", field());
    expect(onclose).toHaveBeenCalledOnce();
    await eventually(() => expect(went).toEqual(["/c/general"]));
  });

  test("a person without a direct message gets one", async () => {
    const { asked } = opened();
    type(field(), "zoë");
    press("Enter", field());
    await eventually(() => expect(went).toEqual(["/c/dm-2"]));
    expect(asked).toEqual([{ member: "cyd" }]);
  });

  test("a click leads to a thread, beside its channel", async () => {
    const thread = channelOf("t", {
      kind: "thread",
      name: "",
      parent: { channel: "general", seq: 3 },
      following: true,
    });
    opened({ threads: [{ channel: thread, root }] });
    await eventually(() => expect(titles()).toContain("Who has the slides?"));
    const row = screen.getAllByRole("option").find((each) => each.textContent?.includes("slides"));
    click(row!);
    await eventually(() => expect(went).toHaveLength(1));
    expect(went[0]).toMatch(/^\/c\/general\?.*thread=t/u);
  });

  test("R40: a lecture is found by its name, and led to at its place; without a query it stands in nobody's way", async () => {
    opened();
    await eventually(() => {
      type(field(), "lecture 5");
      expect(titles()).toEqual(["Lecture 5"]);
    });
    expect(screen.getAllByRole("option")[0]?.textContent).toContain("Lecture in #lab");
    type(field(), "");
    expect(titles()).not.toContain("Lecture 5");
    type(field(), "lecture");
    press("Enter", field());
    await eventually(() => expect(went).toEqual(["/c/lab#41"]));
  });

  describe("R33: a place in the open channel", () => {
    const places = () => titles().filter((title) => /message|^From/iu.test(title));
    const asked: unknown[] = [];
    function openedIn(active: string | null, answer: Partial<Places> | Error = {}) {
      asked.length = 0;
      return opened({
        active,
        answers: {
          "messages.places": async (...given: unknown[]) => {
            asked.push(given.slice(0, 2));
            if (answer instanceof Error) throw answer;
            return { places: [7], samples: [], first: { seq: 1, at: 1 }, last: { seq: 9, at: 2 }, ...answer };
          },
        },
      });
    }
    const openAt = vi.spyOn(Conversation.prototype, "openAt").mockResolvedValue();

    test("is a message by its number, with its sign before every name, without behind them", () => {
      openedIn("homework-help");
      type(field(), "#7");
      expect(titles()[0]).toBe("Message #7");
      expect(screen.getAllByRole("option")[0]?.textContent).toContain("in #homework-help");
      type(field(), "7");
      expect(places()).toEqual(["Message #7"]);
      type(field(), "#10");
      expect(places(), "the channel has nine").toEqual([]);
    });

    test("is a day, as a date and as a word; nothing is a place where no channel is open", () => {
      openedIn("homework-help");
      type(field(), "2026-10-31");
      expect(titles()[0]).toMatch(/^From .*October.*31|^From 31/u);
      type(field(), "yesterday");
      expect(places()).toHaveLength(1);
      document.body.innerHTML = "";
      openedIn(null);
      for (const text of ["#7", "2026-10-31", "yesterday"]) {
        type(field(), text);
        expect(places()).toEqual([]);
      }
    });

    test("is gone to: the day is asked for, then the dialog closes and the message is shown", async () => {
      openAt.mockClear();
      const { onclose } = openedIn("homework-help");
      type(field(), "2026-10-31");
      press("Enter", field());
      await eventually(() => expect(openAt).toHaveBeenCalledWith(7, true));
      expect(asked).toHaveLength(1);
      expect(onclose).toHaveBeenCalledOnce();
    });

    test("that cannot be asked for says why, and what was typed stays", async () => {
      openAt.mockClear();
      const { onclose } = openedIn("homework-help", new RefusedError(refusal("too_fast"), 429));
      type(field(), "2026-10-31");
      press("Enter", field());
      await eventually(() => expect(screen.getByRole("alert").textContent).toBe(refusal("too_fast").sentence));
      expect([onclose.mock.calls, openAt.mock.calls, (field() as HTMLInputElement).value]).toEqual([
        [],
        [],
        "2026-10-31",
      ]);
    });
  });

  test("R126: the last row looks for the words in messages, and where nothing is called so it is the one that Enter takes", async () => {
    const { onclose } = opened();
    expect(screen.queryByRole("option", { name: /^Search messages/u })).toBeNull();
    type(field(), "general");
    press("ArrowUp", field());
    const last = screen.getAllByRole("option").at(-1);
    expect(last?.textContent?.trim()).toBe("Search messages for “general”");
    expect(last?.getAttribute("aria-selected")).toBe("true");
    type(field(), " c++ & heaps ");
    press("Enter", field());
    expect(onclose).toHaveBeenCalledOnce();
    await eventually(() => expect(went).toEqual(["/w/w/search?q=c%2B%2B+%26+heaps"]));
  });
});
