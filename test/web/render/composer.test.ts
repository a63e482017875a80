/** The field under a conversation: what sends, what keeps, what is asked before it goes out. */
import { flushSync } from "svelte";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { MESSAGE_MAX_CHARS, type Member, type MyChannel } from "../../../protocol/index.ts";
import { dialogs } from "../../../web/src/lib/base/dialogs/dialogs.svelte.ts";
import Composer from "../../../web/src/lib/conversation/composer/Composer.svelte";
import { drafts } from "../../../web/src/lib/conversation/composer/device-drafts.ts";
import { otherDrafts } from "../../../web/src/lib/conversation/composer/other-drafts.ts";
import { quoted } from "../../../web/src/lib/conversation/markup/quoted.ts";
import { DONE, not, type Feature } from "../../../web/src/lib/conversation/feature.ts";
import { provideFeatures } from "../../../web/src/lib/conversation/features.svelte.ts";
import { channelOf, classroom, mapOf, memberOf } from "../../support/web-class.ts";
import { click, drawn, eventually, labels, paste, press, screen, type } from "./support/drawn.ts";

const ran: string[] = [];
const feature: Feature = {
  commands: [
    {
      ...{ name: "wave", takes: "", says: "Waves", isOffered: () => true },
      run: (words, { send }) => {
        ran.push(words);
        if (words === "no") return not("Nobody to wave at.");
        send(`👋 ${words}`.trim());
        return DONE;
      },
    },
  ],
};
provideFeatures(() => Promise.resolve([feature]));

beforeEach(() => {
  localStorage.clear();
  ran.length = 0;
});

const everybody = mapOf<Member>(
  ...Array.from({ length: 30 }, (_, index) => memberOf(index === 0 ? "ada" : `member-${index}`)),
);
function opened(more: object = {}, channel: MyChannel = channelOf("general", { name: "general" })) {
  const sent: string[] = [];
  const calls = { ontyping: vi.fn(), oneditlast: vi.fn(), onpage: vi.fn() };
  const { workspace } = classroom(
    { channels: mapOf(channel), members: everybody, me: { member: "ada", role: "teacher", guest: false } },
    { "memberships.list": async () => ({ members: [...everybody.keys()].map((id) => ({ id })) }) },
  );
  const given = {
    channelId: channel.id,
    me: "ada",
    title: "#general",
    onsend: ({ body }: { body: string }) => void sent.push(body),
  };
  const page = drawn(Composer, { ...given, ...calls, ...more }, { workspace });
  return { page, sent, ...calls };
}
const field = () => screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Message to #general" });
const sendButton = () => screen.getByRole<HTMLButtonElement>("button", { name: "Send" });
const enter = (more: KeyboardEventInit = {}) => press("Enter", field(), more);

describe("R64 sending", () => {
  test("Enter sends what is written, and the field is empty and ready again", () => {
    const { sent } = opened();
    type(field(), "Hello");
    const event = enter();
    expect(sent).toEqual(["Hello"]);
    expect([field().value, event.defaultPrevented]).toEqual(["", true]);
    expect(document.activeElement).toBe(field());
  });

  test("Shift+Enter breaks the line, and a method that still composes takes its own Enter", () => {
    const { sent } = opened();
    type(field(), "Hello");
    expect(enter({ shiftKey: true }).defaultPrevented).toBe(false);
    expect(enter({ isComposing: true }).defaultPrevented).toBe(false);
    expect(sent).toEqual([]);
  });

  test("blanks alone are nothing to send; those around words go", () => {
    const { sent } = opened();
    type(field(), " \n \t");
    expect(sendButton().disabled).toBe(true);
    enter();
    expect(sent).toEqual([]);
    type(field(), "\n\n  indented\n\n");
    enter();
    expect(sent, "what stands before the first word of a line may be code").toEqual(["  indented"]);
  });

  test("too long a text stays whole, and says so", async () => {
    const { sent } = opened();
    type(field(), "x".repeat(MESSAGE_MAX_CHARS + 1));
    expect(field().getAttribute("aria-invalid")).toBe("true");
    enter();
    await eventually(() => expect(screen.getByRole("alert").textContent).toContain("That's too long. Nothing was cut"));
    expect(screen.queryAllByText(/That's too long/u), "one refusal, and not three").toHaveLength(1);
    expect(screen.getByRole("button", { name: "Send as 2 messages" })).toBeTruthy();
    expect(field().value).toHaveLength(MESSAGE_MAX_CHARS + 1);
    expect(sent).toEqual([]);
  });

  test("words that are no text stay, with the reason, which goes with the next key", () => {
    const { sent } = opened();
    type(field(), "broken \ud800 half");
    enter();
    // What happened, and what to do.
    expect(screen.getByRole("alert").textContent).toContain("aren't text. Retype or paste it again without them.");
    expect(field().value).toBe("broken \ud800 half");
    expect(field().getAttribute("aria-describedby")).toBe("composer-trouble");
    type(field(), "whole");
    expect(screen.queryByRole("alert")).toBeNull();
    expect(sent).toEqual([]);
  });

  test("on a phone Enter breaks, and the button sends", () => {
    const touch = vi
      .spyOn(window, "matchMedia")
      .mockImplementation((query) => ({ matches: query.includes("coarse") }) as MediaQueryList);
    const { sent } = opened();
    type(field(), "Hello");
    expect(enter().defaultPrevented).toBe(false);
    expect(sent).toEqual([]);
    click(sendButton());
    touch.mockRestore();
    expect(sent).toEqual(["Hello"]);
  });
});

describe("R31 a quote above the field", () => {
  const quote = quoted("Is the *first* line enough?", "https://place.test/c/general#12");
  const card = () => screen.queryByRole("group", { name: "A quote that goes out with your message" });

  test("is a card with the words and where they are from; the field has only what is written below it", async () => {
    drafts.keep("ada", "general", `${quote}I think so`);
    const { sent } = opened();
    expect(field().value).toBe("I think so");
    await eventually(() => expect(card()?.textContent).toContain("Is the first line enough?"));
    expect(card()?.textContent).toContain("Quoted from #general");
    enter();
    expect(sent).toEqual([`${quote}I think so`]);
    expect([field().value, drafts.read("ada", "general"), card()]).toEqual(["", "", null]);
  });

  test("comes into a field that is on the screen already, and what was typed there stays below it", async () => {
    const { sent } = opened();
    field().focus();
    type(field(), "Half a thou");
    // As a menu takes the focus.
    field().blur();
    expect(drafts.read("ada", "general")).toBe("Half a thou");
    drafts.put("ada", "general", `${quote}Half a thou`);
    flushSync();
    await eventually(() => expect(card()).not.toBeNull());
    expect(field().value).toBe("Half a thou");
    click(screen.getByRole("button", { name: "Remove the quote" }));
    expect([card(), drafts.read("ada", "general")]).toEqual([null, "Half a thou"]);
    expect(document.activeElement).toBe(field());
    expect(sent).toEqual([]);
  });

  test("is nothing to send by itself, and counts where a text is too long", async () => {
    drafts.keep("ada", "general", quote);
    const { sent } = opened();
    enter();
    expect([sent, sendButton().disabled]).toEqual([[], true]);
    type(field(), "x".repeat(MESSAGE_MAX_CHARS - quote.length + 1));
    expect(field().getAttribute("aria-invalid")).toBe("true");
    enter();
    await eventually(() => expect(screen.getByRole("button", { name: "Send as 2 messages" })).toBeTruthy());
    click(screen.getByRole("button", { name: "Send as 2 messages" }));
    expect(sent).toHaveLength(2);
    expect(sent[0]?.startsWith(quote.trimEnd())).toBe(true);
    expect([field().value, card()]).toEqual(["", null]);
  });
});

describe("keys in the field", () => {
  test("the arrow up in an empty one changes my last message, and in a written one moves the caret", () => {
    const { oneditlast } = opened();
    expect(press("ArrowUp", field()).defaultPrevented).toBe(true);
    expect(oneditlast).toHaveBeenCalledOnce();
    type(field(), "a");
    expect(press("ArrowUp", field()).defaultPrevented).toBe(false);
    expect(oneditlast).toHaveBeenCalledOnce();
  });

  test("PageUp and PageDown move the list while the field has nothing to move", () => {
    const { onpage } = opened();
    press("PageUp", field());
    press("PageDown", field());
    expect(onpage.mock.calls).toEqual([[-1], [1]]);
  });

  test("typing is told; emptying the field is not", () => {
    const { ontyping } = opened();
    type(field(), "a");
    expect(ontyping).toHaveBeenCalledOnce();
    type(field(), "");
    expect(ontyping).toHaveBeenCalledOnce();
  });
});

describe("R115 what was not sent", () => {
  test("is there again when the channel is, and gone once it is sent", () => {
    drafts.keep("ada", "general", "Half a thou");
    const { sent } = opened();
    expect(field().value).toBe("Half a thou");
    enter();
    expect(sent).toEqual(["Half a thou"]);
    expect(drafts.read("ada", "general")).toBe("");
  });

  test("is kept before the page goes", () => {
    opened();
    type(field(), "Half a thou");
    window.dispatchEvent(new Event("pagehide"));
    expect(drafts.read("ada", "general")).toBe("Half a thou");
  });

  test("another device's words are offered, and change places with mine", async () => {
    otherDrafts.add("ada", "general", "Theirs");
    opened();
    await eventually(() => expect(screen.getByRole("status").textContent).toContain("Theirs"));
    type(field(), "Mine");
    click(screen.getByRole("button", { name: "Use it" }));
    expect(field().value).toBe("Theirs");
    await eventually(() => expect(screen.getByRole("status").textContent).toContain("Mine"));
    click(screen.getByRole("button", { name: "Discard" }));
    expect(screen.queryByRole("status")).toBeNull();
    expect(field().value).toBe("Theirs");
  });
});

describe("R23 commands", () => {
  test("do what they do instead of being sent", async () => {
    const { sent } = opened();
    type(field(), "/wave all");
    enter();
    await eventually(() => expect(sent).toEqual(["👋 all"]));
    expect(ran).toEqual(["all"]);
    expect(field().value).toBe("");
  });

  test("that could not be done keep the words, and say why", async () => {
    const { sent } = opened();
    type(field(), "/wave no");
    enter();
    await eventually(() => expect(screen.getByRole("alert").textContent).toContain("Nobody to wave at."));
    expect(field().value).toBe("/wave no");
    expect(sent).toEqual([]);
  });
});

describe("telling many at once", () => {
  test("is asked before, and goes out with yes alone", async () => {
    const { sent } = opened();
    type(field(), "@channel read this");
    enter();
    await eventually(() => expect(dialogs.current).not.toBeNull());
    expect(sent).toEqual([]);
    expect(field().value, "nothing is lost while one is asked").toBe("@channel read this");
    await (dialogs.current?.props as { run: () => Promise<unknown> }).run();
    flushSync();
    expect(sent).toEqual(["@channel read this"]);
    expect(field().value).toBe("");
  });

  test("one person is told without a question", async () => {
    const { sent } = opened();
    type(field(), "@member-3 hi");
    enter();
    await eventually(() => expect(sent).toEqual(["@member-3 hi"]));
    expect(dialogs.current).toBeNull();
  });
});

describe("what may be added", () => {
  test("is offered where it can be: a poll, a preview, another time", () => {
    opened();
    expect(labels(screen, "button")).toEqual(["Send"]);
    document.body.replaceChildren();
    opened({ onpost: () => undefined, canSchedule: true });
    type(field(), "words");
    expect(labels(screen, "button")).toEqual(["Add to the message", "Send", "More ways to send"]);
  });

  test("several lines that are pasted stay as they are", () => {
    opened();
    expect(paste(field(), "a\r\nb"), "the browser's own").toBe(false);
  });
});
