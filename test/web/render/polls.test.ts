/** A poll in a message: what it shows, what it offers to whom, and what a choice sends. */
import { flushSync } from "svelte";
import { describe, expect, test, vi } from "vitest";
import {
  POLL_OPTIONS_MAX,
  type Act,
  type Member,
  type Message,
  type Poll as PollOf,
  type Role,
} from "../../../protocol/index.ts";
import type { Conversation } from "../../../web/src/lib/conversation/conversation.svelte.ts";
import { dialogs } from "../../../web/src/lib/base/dialogs/dialogs.svelte.ts";
import Poll from "../../../web/src/lib/features/polls/Poll.svelte";
import PollVoters from "../../../web/src/lib/features/polls/PollVoters.svelte";
import { channelOf, classroom, mapOf, memberOf } from "../../support/web-class.ts";
import { click, drawn, labels, press, screen, type, eventually } from "./support/drawn.ts";

const people = mapOf(memberOf("ada"), memberOf("ben"), memberOf("cyd", { name: "Cyd Ü." }));
const classOf = (role: Role = "student", channel = channelOf("general")) =>
  classroom({
    channels: mapOf(channel),
    members: people as ReadonlyMap<string, Member>,
    me: { member: "ada", role, guest: false },
  }).workspace;

const poll = (more: Partial<PollOf> = {}): PollOf => ({
  question: "When?",
  options: [
    { text: "Monday", votes: 2, voters: ["ben", "cyd"] },
    { text: "Tuesday", votes: 0, voters: [] },
  ],
  ...{ multiple: false, secret: false, sealed: false, open: false, voted: ["ben", "cyd"] },
  ...more,
});
const messageWith = (shown: PollOf, author = "ben"): Message =>
  ({ id: "m", seq: 4, rev: 4, at: 1, author, body: "", meta: { poll: shown } }) as Message;

function shown(
  more: Partial<PollOf> = {},
  { role = "student" as Role, author = "ben", channel = channelOf("general") } = {},
) {
  const done: [number, Act][] = [];
  const conversation = {
    channelId: "general",
    acts: { do: (seq: number, act: Act) => void done.push([seq, act]) },
  } as unknown as Conversation;
  const page = drawn(
    Poll,
    { conversation, message: messageWith(poll(more), author), draft: undefined },
    { workspace: classOf(role, channel) },
  );
  return { page, done };
}
const choices = (page: ReturnType<typeof shown>["page"]) =>
  [...page.queryAllByRole("radio"), ...page.queryAllByRole("checkbox")] as HTMLInputElement[];

describe("R37 a poll", () => {
  test("asks its question as a group, with what one should know before choosing", () => {
    const { page } = shown();
    expect(page.getByRole("group", { name: "When?" })).toBeTruthy();
    expect(page.getByText("Choose one")).toBeTruthy();
    expect(labels(page, "radio")).toHaveLength(2);
  });

  test("shows how many chose each, and how many voted", () => {
    const { page } = shown();
    const [monday, tuesday] = page.getAllByRole("listitem");
    expect(monday?.textContent).toContain("2 votes");
    expect(tuesday?.textContent).toContain("0 votes");
    expect(page.getByRole("button", { name: "2 people voted" })).toBeTruthy();
  });

  test("sends what I choose a moment later, the last choice alone", () => {
    vi.useFakeTimers();
    const { page, done } = shown();
    const [monday, tuesday] = choices(page);
    click(monday!);
    click(tuesday!);
    expect(done).toEqual([]);
    vi.advanceTimersByTime(400);
    expect(done).toEqual([[4, { type: "vote", choices: [1] }]]);
    vi.useRealTimers();
  });

  test("of several choices sends them together, and takes one back", () => {
    vi.useFakeTimers();
    const { page, done } = shown({ multiple: true });
    const [monday, tuesday] = choices(page);
    click(tuesday!);
    click(monday!);
    vi.advanceTimersByTime(400);
    expect(done.pop()).toEqual([4, { type: "vote", choices: [0, 1] }]);
    vi.useRealTimers();
  });

  test("that I voted in can be taken back", () => {
    const { page, done } = shown({ voted: ["ada"], options: [{ text: "Monday", votes: 1, voters: ["ada"] }] });
    expect(choices(page)[0]?.checked).toBe(true);
    click(page.getByRole("button", { name: "Take back my vote" }));
    expect(done).toEqual([[4, { type: "vote", choices: [] }]]);
  });

  test("that is closed, by its maker or by time, takes no vote", () => {
    for (const more of [{ closedAt: 5 }, { closesAt: 5 }]) {
      const { page } = shown(more);
      expect(choices(page).every(({ disabled }) => disabled)).toBe(true);
      expect(page.getByText("· Closed")).toBeTruthy();
    }
  });

  test("in a channel where I may not write takes no vote of mine", () => {
    const { page } = shown({}, { channel: channelOf("general", { archivedAt: 5 }) });
    expect(choices(page).every(({ disabled }) => disabled)).toBe(true);
  });

  test("on its way shows its options, and cannot be voted in", () => {
    const draft = {
      question: "Lunch?",
      options: ["Rice", "Beans"],
      multiple: false,
      secret: false,
      sealed: false,
      open: false,
    };
    const conversation = { channelId: "general" } as Conversation;
    const page = drawn(Poll, { conversation, message: undefined, draft }, { workspace: classOf() });
    expect(page.getByText("Not open for votes before it is sent")).toBeTruthy();
    expect((page.getAllByRole("radio") as HTMLInputElement[]).every(({ disabled }) => disabled)).toBe(true);
  });
});

describe("R37 a secret ballot", () => {
  test("shows no counts before it closes, and says so", () => {
    const { page } = shown({ secret: true, options: [{ text: "Monday" }, { text: "Tuesday" }] });
    expect(page.getByText(/Secret ballot: nobody sees who voted what/u)).toBeTruthy();
    expect(page.queryByText(/votes?$/u)).toBeNull();
  });

  test("waits until I cast it, and is final then", () => {
    vi.useFakeTimers();
    const { page, done } = shown({ secret: true, options: [{ text: "Monday" }, { text: "Tuesday" }] });
    click(choices(page)[0]!);
    vi.advanceTimersByTime(10_000);
    expect(done).toEqual([]);
    expect(page.getByText("A secret vote cannot be changed or taken back.")).toBeTruthy();
    click(page.getByRole("button", { name: "Cast my vote" }));
    expect(done).toEqual([[4, { type: "vote", choices: [0] }]]);
    vi.useRealTimers();
  });

  test("in which I voted says so, and takes no second vote", () => {
    const { page } = shown({ secret: true, voted: ["ada"], options: [{ text: "Monday" }, { text: "Tuesday" }] });
    expect(page.getByText("You voted")).toBeTruthy();
    expect(choices(page).every(({ disabled }) => disabled)).toBe(true);
    expect(page.queryByRole("button", { name: "Take back my vote" })).toBeNull();
  });
});

describe("who runs a poll", () => {
  const offered = (...args: Parameters<typeof shown>) =>
    labels(shown(...args).page, "button").filter((name) => ["Close", "Reveal"].includes(name));

  test("its maker and the teaching team close it; others are not offered that", () => {
    expect(offered()).toEqual([]);
    expect(offered({}, { author: "ada" })).toEqual(["Close"]);
    expect(offered({}, { role: "teacher" })).toEqual(["Close"]);
    expect(offered({ closedAt: 5 }, { author: "ada" })).toEqual([]);
  });

  test("what is sealed is revealed by them, also when it is closed", () => {
    const sealed = { sealed: true, options: [{ text: "Monday" }, { text: "Tuesday" }] };
    expect(offered(sealed, { author: "ada" })).toEqual(["Reveal", "Close"]);
    expect(offered({ ...sealed, closedAt: 5 }, { author: "ada" })).toEqual(["Reveal"]);
    expect(offered({ ...sealed, revealedAt: 6, closedAt: 5 }, { author: "ada" })).toEqual([]);
    expect(offered(sealed)).toEqual([]);
  });

  test("closing asks first, and says what it means", async () => {
    const { page, done } = shown({}, { author: "ada" });
    click(page.getByRole("button", { name: "Close" }));
    await eventually(() => expect(dialogs.current).not.toBeNull());
    expect(done).toEqual([]);
    expect(dialogs.current?.props).toMatchObject({ title: "Close this poll?", action: "Close the poll" });
    await (dialogs.current?.props as { run: () => Promise<unknown> }).run();
    expect(done).toEqual([[4, { type: "closePoll" }]]);
  });
});

describe("options that voters add", () => {
  test("are offered where the poll is open and not full", () => {
    expect(shown().page.queryByRole("button", { name: "Add an option" })).toBeNull();
    expect(shown({ open: true }).page.getByRole("button", { name: "Add an option" })).toBeTruthy();
    expect(shown({}, { author: "ada" }).page.getByRole("button", { name: "Add an option" }), "mine").toBeTruthy();
    const full = Array.from({ length: POLL_OPTIONS_MAX }, (_, index) => ({
      text: `Day ${index}`,
      votes: 0,
      voters: [],
    }));
    expect(shown({ open: true, options: full }).page.queryByRole("button", { name: "Add an option" })).toBeNull();
    expect(shown({ open: true, closedAt: 5 }).page.queryByRole("button", { name: "Add an option" })).toBeNull();
  });

  test("go out without blanks at their ends, and not twice", () => {
    const { page, done } = shown({ open: true });
    click(page.getByRole("button", { name: "Add an option" }));
    const field = page.getByRole("textbox", { name: "New option" });
    const add = () => page.getByRole<HTMLButtonElement>("button", { name: "Add" });
    expect(add().disabled).toBe(true);
    type(field, " Monday ");
    expect(add().disabled, "it is there already").toBe(true);
    type(field, " Friday ");
    click(add());
    expect(done).toEqual([[4, { type: "addOption", text: "Friday" }]]);
    expect(page.queryByRole("textbox")).toBeNull();
  });

  test("what is typed stays when the field is closed with Escape and opened again", () => {
    const { page } = shown({ open: true });
    click(page.getByRole("button", { name: "Add an option" }));
    type(page.getByRole("textbox"), "Fri");
    press("Escape", page.getByRole("textbox"));
    expect(page.queryByRole("textbox")).toBeNull();
    click(page.getByRole("button", { name: "Add an option" }));
    expect(page.getByRole<HTMLInputElement>("textbox").value).toBe("Fri");
  });
});

describe("who voted", () => {
  const open = (more: Partial<PollOf> = {}) => {
    drawn(PollVoters, { workspace: classOf(), poll: () => poll(more), onclose: () => undefined });
    flushSync();
    return screen.getByRole("dialog");
  };

  test("is told by option, also of those who left the class", () => {
    const dialog = open({
      options: [
        { text: "Monday", votes: 2, voters: ["ben", "gone"] },
        { text: "Tuesday", votes: 0, voters: [] },
      ],
    });
    expect(dialog.textContent).toContain("Ben");
    expect(dialog.textContent).toContain("Somebody");
    expect(dialog.textContent).toContain("Nobody");
  });

  test("of a secret ballot is told without what they voted", () => {
    const dialog = open({ secret: true, closedAt: 5 });
    expect(dialog.textContent).toContain("What they voted is not kept anywhere.");
    expect(dialog.textContent).not.toContain("Monday");
  });
});
