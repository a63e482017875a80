/** Dialogs about a message: saving it, sending it later, marking it, asking with it. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { RefusedError } from "../../../client/index.ts";
import {
  POLL_OPTIONS_MAX,
  POLL_QUESTION_MAX_CHARS,
  refusal,
  type Message,
  type PollDraft,
  type SavedMark,
  type Scheduled,
} from "../../../protocol/index.ts";
import { toasts } from "../../../web/src/lib/base/toasts/toasts.svelte.ts";
import type { MessageActs } from "../../../web/src/lib/conversation/acts.svelte.ts";
import CheckpointDialog from "../../../web/src/lib/features/pins/CheckpointDialog.svelte";
import PollMaker from "../../../web/src/lib/features/polls/PollMaker.svelte";
import SaveDialog from "../../../web/src/lib/features/saved/SaveDialog.svelte";
import ScheduleDialog from "../../../web/src/lib/features/scheduled/ScheduleDialog.svelte";
import { classroom, type Fakes } from "../../support/web-class.ts";
import { choose, click, drawn, labels, paste, press, screen, submit, type, eventually } from "./support/drawn.ts";

const message = (more: object = {}) =>
  ({ id: "m", seq: 4, rev: 4, at: 1, author: "ben", body: "**Read** chapter 5", ...more }) as Message;
const dialog = () => screen.getByRole("dialog");
const field = (name: string) => screen.getByRole<HTMLInputElement>("textbox", { name: new RegExp(`^${name}`, "u") });
const button = (name: string) => screen.getByRole<HTMLButtonElement>("button", { name });
const shownToasts = () => toasts.shown.map(({ text }) => text);

describe("saving a message", () => {
  function opened(answers: Fakes, saved: ReadonlyMap<string, SavedMark> = new Map()) {
    const { workspace, applied } = classroom({ saved }, answers);
    const onclose = vi.fn();
    drawn(SaveDialog, { workspace, channel: "general", message: message(), onclose });
    return { onclose, applied };
  }

  test("shows which one without its signs, and keeps a note with it", async () => {
    const asked: unknown[] = [];
    const { onclose, applied } = opened({
      "personal.save": async (where, given) => (asked.push(where, given), { saved: { note: "For the exam", at: 9 } }),
    });
    await eventually(() => expect(dialog().textContent).toContain("Read chapter 5"));
    type(field("Note"), "For the exam");
    submit(dialog());
    await eventually(() => expect(onclose).toHaveBeenCalledOnce());
    expect(asked).toEqual([{ channel: "general", seq: 4 }, { note: "For the exam" }]);
    expect(applied).toEqual([
      { type: "savedChanged", channel: "general", seq: 4, saved: { note: "For the exam", at: 9 } },
    ]);
    expect(shownToasts()).toEqual(["Note saved."]);
  });

  test("that is saved already begins with its note", async () => {
    const { onclose } = opened(
      { "personal.save": async () => ({ saved: { note: "later", at: 9 } }) },
      new Map([["general 4", { channel: "general", seq: 4, note: "before", at: 1 }]]),
    );
    expect(screen.getByRole("heading", { name: "Change the note" })).toBeTruthy();
    expect(field("Note").value).toBe("before");
    type(field("Note"), "later");
    submit(dialog());
    await eventually(() => expect(onclose).toHaveBeenCalledOnce());
    expect(shownToasts()).toEqual(["Note saved."]);
  });

  test("a note that is refused stays, with the reason beside it", async () => {
    const { onclose } = opened({
      "personal.save": async () => {
        throw new RefusedError(
          refusal("invalid", { field: "note", sentence: "A note has at most 200 characters." }),
          400,
        );
      },
    });
    type(field("Note"), "x");
    submit(dialog());
    await eventually(() => expect(field("Note").getAttribute("aria-invalid")).toBe("true"));
    expect(field("Note").value).toBe("x");
    expect(onclose).not.toHaveBeenCalled();
  });
});

describe("R123 sending later", () => {
  const NOW = new Date(2026, 10, 18, 11, 0).getTime();
  beforeEach(() => void vi.useFakeTimers({ now: NOW, toFake: ["Date"] }));
  afterEach(() => void vi.useRealTimers());

  function opened(answers: Fakes = {}, item?: Scheduled) {
    const asked: Record<string, unknown>[] = [];
    const note = async (_where: object, given: object) => {
      asked.push(given as Record<string, unknown>);
      return { scheduled: { ...given, id: "s1", channel: "general" } };
    };
    const { workspace, applied } = classroom({}, {
      "scheduled.add": note,
      "scheduled.edit": note,
      ...answers,
    } as Fakes);
    const [onclose, ondone] = [vi.fn(), vi.fn()];
    const given = { workspace, channelId: "general", title: "#general", body: "Bring your laptop.", ondone, onclose };
    drawn(ScheduleDialog, item ? { ...given, item } : given);
    return { asked, applied, onclose, ondone };
  }
  const when = () => screen.getByLabelText<HTMLInputElement>(/^When/u);
  const suggested = () => labels(screen, "button").filter((label) => /evening|morning/u.test(label));

  test("proposes times that are still to come, the next one chosen", () => {
    opened();
    expect(suggested()).toEqual(["This evening", "Tomorrow morning", "Monday morning"]);
    expect(when().value).toBe("2026-11-18T18:00");
    expect(button("This evening").getAttribute("aria-pressed")).toBe("true");
    click(button("Monday morning"));
    expect(when().value).toBe("2026-11-23T09:00");
    expect(button("This evening").getAttribute("aria-pressed")).toBe("false");
  });

  test("sends what was written, when, in which zone, and how often", async () => {
    const { asked, applied, onclose, ondone } = opened();
    type(when(), "2026-11-19T08:30");
    click(screen.getByRole("radio", { name: "Every week" }));
    click(button("Schedule"));
    await eventually(() => expect(onclose).toHaveBeenCalled());
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({
      ...{ body: "Bring your laptop.", at: new Date(2026, 10, 19, 8, 30).getTime(), repeat: "weekly" },
      zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    });
    expect(applied).toMatchObject([{ type: "scheduledChanged", id: "s1" }]);
    expect(ondone, "the field is emptied").toHaveBeenCalledOnce();
  });

  test("a time that is past, or none, is asked for again, and nothing is sent", () => {
    const { asked } = opened();
    type(when(), "2026-11-18T10:59");
    submit(dialog());
    expect(dialog().textContent).toContain("That time is past. Choose a later one.");
    type(when(), "");
    submit(dialog());
    expect(dialog().textContent).toContain("Choose a date and a time.");
    click(button("Tomorrow morning"));
    expect(dialog().textContent).not.toContain("Choose a date and a time.");
    expect(asked).toEqual([]);
  });

  test("what is scheduled already is changed, its words too", async () => {
    const item = { id: "s1", channel: "general", body: "old", at: NOW + 3_600_000, repeat: "daily", zone: "UTC" };
    const { asked, onclose } = opened({}, item as unknown as Scheduled);
    expect(screen.getByRole("heading", { name: "Change a scheduled message" })).toBeTruthy();
    expect(screen.getByRole<HTMLInputElement>("radio", { name: "Every day" }).checked).toBe(true);
    type(field("Message"), "new words");
    submit(dialog());
    await eventually(() => expect(onclose).toHaveBeenCalled());
    expect(asked[0]).toMatchObject({ body: "new words", at: NOW + 3_600_000, repeat: "daily" });
    expect(asked[0], "it keeps its id").not.toHaveProperty("id");
  });

  test("a refusal is said, and all stays as it was", async () => {
    const { onclose, ondone } = opened({
      "scheduled.add": async () => {
        throw new RefusedError(refusal("forbidden"), 403);
      },
    });
    submit(dialog());
    await eventually(() => expect(screen.getByRole("alert").textContent).toContain(refusal("forbidden").sentence));
    expect(dialog().textContent).toContain("Bring your laptop.");
    expect([onclose, ondone].map(({ mock }) => mock.calls.length)).toEqual([0, 0]);
  });
});

describe("marking a checkpoint", () => {
  function opened(name?: string) {
    const marked: (string | null)[] = [];
    const acts = { setCheckpoint: (_: Message, as: string | null) => void marked.push(as) } as unknown as MessageActs;
    const onclose = vi.fn();
    const meta = name === undefined ? {} : { meta: { checkpoint: { name, by: "ada", at: 1 } } };
    drawn(CheckpointDialog, { message: message(meta), acts, onclose });
    return { marked, onclose };
  }

  test("needs a name, and says so until there is one", () => {
    const { marked, onclose } = opened();
    type(field("Name"), "   ");
    submit(dialog());
    expect(dialog().textContent).toContain("A checkpoint needs a name");
    type(field("Name"), " Lecture 5 ");
    expect(dialog().textContent).not.toContain("A checkpoint needs a name");
    submit(dialog());
    expect(marked).toEqual(["Lecture 5"]);
    expect(onclose).toHaveBeenCalledOnce();
  });

  test("that is there is renamed, or taken away; the same name again sends nothing", () => {
    const again = opened("Midterm");
    submit(dialog());
    expect(again.marked).toEqual([]);
    expect(again.onclose).toHaveBeenCalledOnce();
    click(button("Remove it"));
    expect(again.marked).toEqual([null]);
  });

  test("a new one is not offered to be removed", () => {
    opened();
    expect(labels(screen, "button")).not.toContain("Remove it");
  });
});

describe("R37 making a poll", () => {
  function opened(question?: string) {
    const made: PollDraft[] = [];
    const onclose = vi.fn();
    const given = { title: "#general", onmake: (draft: PollDraft) => void made.push(draft), onclose };
    drawn(PollMaker, question === undefined ? given : { ...given, question });
    return { made, onclose };
  }
  const options = () => screen.getAllByRole<HTMLInputElement>("textbox", { name: /^Option \d/u });

  test("asks a question with two options, and says where it goes", () => {
    const { made, onclose } = opened();
    type(field("Question"), "Tea?");
    type(options()[0]!, "Green");
    type(options()[1]!, "Black");
    click(button("Send to #general"));
    expect(made).toEqual([
      {
        ...{ question: "Tea?", options: ["Green", "Black"] },
        multiple: false,
        secret: false,
        sealed: false,
        open: false,
      },
    ]);
    expect(onclose).toHaveBeenCalled();
  });

  test("what is missing is said when it is sent, not while one types, and the focus goes there", async () => {
    const { made } = opened();
    expect(field("Question").getAttribute("aria-invalid")).not.toBe("true");
    submit(dialog());
    await eventually(() => expect(document.activeElement).toBe(field("Question")));
    expect(dialog().textContent).toContain("Ask something.");
    expect(dialog().textContent).toContain("A poll has at least 2 options.");
    type(field("Question"), "Tea?");
    expect(dialog().textContent).not.toContain("Ask something.");
    expect(made).toEqual([]);
  });

  test("the same option twice is said, and nothing goes out", () => {
    const { made } = opened("Tea?");
    type(options()[0]!, "Green");
    type(options()[1]!, " Green ");
    submit(dialog());
    expect(dialog().textContent).toContain("“Green” stands there twice.");
    expect(made).toEqual([]);
  });

  test("options come with Enter and go with Backspace, two stay, and there are so many at most", async () => {
    opened("Tea?");
    type(options()[0]!, "a");
    type(options()[1]!, "b");
    press("Enter", options()[1]!);
    await eventually(() => expect(options()).toHaveLength(3));
    press("Backspace", options()[2]!);
    expect(options()).toHaveLength(2);
    type(options()[1]!, "");
    press("Backspace", options()[1]!);
    expect(options(), "two stay").toHaveLength(2);
    for (let count = 2; count < POLL_OPTIONS_MAX; count += 1) click(button("Add an option"));
    expect(options()).toHaveLength(POLL_OPTIONS_MAX);
    expect(labels(screen, "button")).not.toContain("Add an option");
  });

  test("a list that is pasted becomes options, without its bullets", () => {
    opened("When?");
    expect(paste(options()[0]!, "- Monday\n2. Tuesday\n\n* Friday")).toBe(true);
    expect(
      options()
        .map(({ value }) => value)
        .filter(Boolean),
    ).toEqual(["Monday", "Tuesday", "Friday"]);
    expect(paste(options()[0]!, "one line"), "the browser's own").toBe(false);
  });

  test("its rules are chosen, and it closes by itself when it is told to", () => {
    vi.useFakeTimers({ now: 1_000_000, toFake: ["Date"] });
    const { made } = opened("Tea?");
    type(options()[0]!, "Green");
    type(options()[1]!, "Black");
    for (const rule of [/^Several choices/u, /^Secret ballot/u, /^Sealed results/u, /^Voters may add/u])
      click(screen.getByRole("checkbox", { name: rule }));
    choose(screen.getByRole<HTMLSelectElement>("combobox", { name: "Closes" }), "By itself, in …");
    submit(dialog());
    expect(made[0]).toMatchObject({ multiple: true, secret: true, sealed: true, open: true });
    expect((made[0]?.closesAt ?? 0) - 1_000_000, "fifteen minutes, where nothing else is chosen").toBe(15 * 60_000);
    vi.useRealTimers();
  });

  test("a question that a command began is cut to what a question may have", () => {
    opened("q".repeat(POLL_QUESTION_MAX_CHARS + 5));
    expect(field("Question").value).toHaveLength(POLL_QUESTION_MAX_CHARS);
  });
});
