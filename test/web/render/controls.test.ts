/** The controls that all screens are made of: what they say, what they keep, and how keys move in them. */
import { createRawSnippet, flushSync } from "svelte";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { refusal, type Account } from "../../../protocol/index.ts";
import ConfirmDialog from "../../../web/src/lib/base/dialogs/ConfirmDialog.svelte";
import DialogHost from "../../../web/src/lib/base/dialogs/DialogHost.svelte";
import { dialogs } from "../../../web/src/lib/base/dialogs/dialogs.svelte.ts";
import { done, refused } from "../../../web/src/lib/base/outcome.ts";
import Toasts from "../../../web/src/lib/base/toasts/Toasts.svelte";
import { toasts } from "../../../web/src/lib/base/toasts/toasts.svelte.ts";
import CopyField from "../../../web/src/lib/base/ui/CopyField.svelte";
import Field from "../../../web/src/lib/base/ui/Field.svelte";
import IconButton from "../../../web/src/lib/base/ui/IconButton.svelte";
import MenuButton from "../../../web/src/lib/base/ui/MenuButton.svelte";
import PasswordField from "../../../web/src/lib/base/ui/PasswordField.svelte";
import type { MenuEntry } from "../../../web/src/lib/base/ui/menu.ts";
import GoodbyeDialog from "../../../web/src/lib/shell/settings/GoodbyeDialog.svelte";
import { click, drawn, eventually, labels, press, screen, submit, type } from "./support/drawn.ts";

const words = (text: string) => createRawSnippet(() => ({ render: () => `<span>${text}</span>` }));

describe("a field", () => {
  const describedBy = (field: Element) => document.getElementById(field.getAttribute("aria-describedby") ?? "");

  test("is called by its label, and says what belongs in it", () => {
    const page = drawn(Field, { label: "Name", value: "", hint: "A word or two." });
    const field = page.getByRole("textbox", { name: "Name" });
    expect(describedBy(field)?.textContent?.trim()).toBe("A word or two.");
    expect(field.getAttribute("aria-invalid")).toBeNull();
  });

  test("says what is wrong in place of the hint, where a screen reader hears it", () => {
    const page = drawn(Field, { label: "Name", value: "x", hint: "A word or two.", error: "That is taken." });
    const field = page.getByRole("textbox", { name: "Name" });
    expect(field.getAttribute("aria-invalid")).toBe("true");
    expect(describedBy(field)?.textContent).toContain("That is taken.");
    expect(describedBy(field)?.textContent).not.toContain("A word or two.");
    expect(describedBy(field)?.getAttribute("aria-live")).toBe("polite");
  });

  test("takes what is suggested with one click, and goes on there", () => {
    const page = drawn(Field, { label: "Handle", value: "ada", error: "That is taken.", suggestion: "ada2" });
    click(page.getByRole("button", { name: "Take “ada2”" }));
    const field = page.getByRole<HTMLInputElement>("textbox");
    expect(field.value).toBe("ada2");
    expect(document.activeElement).toBe(field);
  });

  test("runs in the direction of the words in it, and of the page while it is empty", () => {
    const field = drawn(Field, { label: "Name", value: "" }).getByRole("textbox");
    expect(field.getAttribute("dir")).not.toBe("auto");
    type(field, "مرحبا");
    expect(field.getAttribute("dir")).toBe("auto");
  });

  test("of several lines has the same manners", () => {
    const page = drawn(Field, { label: "Topic", value: "", rows: 3, optional: true, error: "Too long." });
    const field = page.getByRole("textbox", { name: /^Topic.*optional/u });
    expect(field.tagName).toBe("TEXTAREA");
    expect(field.getAttribute("aria-invalid")).toBe("true");
  });

  test("R107: an address is read from the left, in every language, its example too", () => {
    const empty = drawn(Field, { label: "Address", value: "", inputmode: "url", placeholder: "https://" });
    expect(empty.getByRole("textbox").getAttribute("dir")).toBe("ltr");
    const name = drawn(Field, { label: "Name", value: "" });
    expect(name.getByRole("textbox", { name: "Name" }).getAttribute("dir")).not.toBe("ltr");
  });
});

describe("a field for a password", () => {
  test("shows it on wish, and keeps what was typed", () => {
    const page = drawn(PasswordField, { label: "Password", value: "secret", autocomplete: "current-password" });
    const field = document.querySelector("input");
    expect(field?.type).toBe("password");
    const eye = page.getByRole("button", { name: "Show password" });
    click(eye);
    expect([document.querySelector("input")?.type, document.querySelector("input")?.value]).toEqual(["text", "secret"]);
    expect(eye.getAttribute("aria-pressed")).toBe("true");
    click(eye);
    expect(document.querySelector("input")?.type).toBe("password");
  });

  test("tells a password manager which one it is", () => {
    drawn(PasswordField, { label: "New password", value: "", autocomplete: "new-password" });
    expect(document.querySelector("input")?.autocomplete).toBe("new-password");
  });
});

describe("what is there to copy", () => {
  const clipboard = (write: (text: string) => Promise<void>) =>
    vi.spyOn(navigator.clipboard, "writeText").mockImplementation(write);
  afterEach(() => void vi.restoreAllMocks());

  test("is copied as it is, and that is said, aloud too", async () => {
    const written: string[] = [];
    clipboard(async (text) => void written.push(text));
    const page = drawn(CopyField, { label: "Link", value: "https://place.test/join?c=a-b" });
    click(page.getByRole("button", { name: "Copy link" }));
    await eventually(() => expect(page.getByText("Copied.")).toBeTruthy());
    expect(written).toEqual(["https://place.test/join?c=a-b"]);
  });

  test("a line for a terminal is copied as one, in however many it is shown", async () => {
    const written: string[] = [];
    clipboard(async (text) => void written.push(text));
    const line = 'curl "https://place.test/api" -H "A: b" -d "{}"';
    const page = drawn(CopyField, { label: "Line", value: line, code: true });
    expect(document.querySelectorAll("code span")).toHaveLength(3);
    click(page.getByRole("button"));
    await eventually(() => expect(written).toEqual([line]));
  });

  test("where the browser does not allow it the words are marked, and the keys are told", async () => {
    clipboard(() => Promise.reject(new DOMException("no", "NotAllowedError")));
    const page = drawn(CopyField, { label: "Join code", value: "abcd" });
    click(page.getByRole("button", { name: "Copy join code" }));
    await eventually(() => expect(page.getByText("It is marked: press Ctrl or ⌘ and C.")).toBeTruthy());
    expect(page.queryByText("Copied.")).toBeNull();
  });
});

describe("short words at the edge", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test("are heard, stay five seconds, and nine where something did not work", () => {
    const page = drawn(Toasts, {});
    toasts.say("Saved.");
    toasts.trouble("Not saved.");
    flushSync();
    expect(page.getByRole("status").textContent).toContain("Saved.");
    vi.advanceTimersByTime(5_000);
    flushSync();
    expect(page.queryByText("Saved.")).toBeNull();
    vi.advanceTimersByTime(4_000);
    flushSync();
    expect(page.queryByText("Not saved.")).toBeNull();
  });

  test("are two at most, the newest", () => {
    const page = drawn(Toasts, {});
    for (const text of ["One.", "Two.", "Three."]) toasts.say(text);
    flushSync();
    expect(["One.", "Two.", "Three."].map((text) => page.queryByText(text) !== null)).toEqual([false, true, true]);
  });

  test("take back what was done, once, and give the keyboard back to the page", () => {
    const main = document.body.appendChild(document.createElement("main"));
    Object.assign(main, { id: "main", tabIndex: -1 });
    const undo = vi.fn();
    const page = drawn(Toasts, {});
    toasts.say("Deleted.", { undo });
    flushSync();
    click(page.getByRole("button", { name: "Undo" }));
    expect(undo).toHaveBeenCalledOnce();
    expect(page.queryByText("Deleted.")).toBeNull();
    expect(document.activeElement).toBe(main);
    main.remove();
  });

  test("without a way back offer none", () => {
    const page = drawn(Toasts, {});
    toasts.say("Saved.");
    flushSync();
    expect(labels(page, "button")).toEqual(["Dismiss"]);
  });
});

describe("a question before something that cannot be taken back", () => {
  const question = { title: "Leave?", words: "What you wrote stays.", action: "Leave" };

  test("names the thing, and does nothing before it is answered", async () => {
    const [run, onclose] = [vi.fn(async () => done(undefined)), vi.fn()];
    drawn(ConfirmDialog, { ...question, run, onclose });
    expect(screen.getByRole("dialog").textContent).toContain("What you wrote stays.");
    expect(run).not.toHaveBeenCalled();
    click(screen.getByRole("button", { name: "Leave" }));
    await eventually(() => expect(onclose).toHaveBeenCalledOnce());
    expect(run).toHaveBeenCalledOnce();
  });

  test("stays with the reason where the answer is no", async () => {
    const onclose = vi.fn();
    drawn(ConfirmDialog, { ...question, run: async () => refused(refusal("forbidden")), onclose });
    click(screen.getByRole("button", { name: "Leave" }));
    await eventually(() => expect(screen.getByRole("alert").textContent).toBe(refusal("forbidden").sentence));
    expect(onclose).not.toHaveBeenCalled();
  });

  test("is the one dialog on the screen: a later one takes its place, and closing the earlier leaves that alone", async () => {
    drawn(DialogHost, {});
    dialogs.confirm({ ...question, run: async () => done(undefined) });
    await eventually(() => expect(screen.queryByRole("heading", { name: "Leave?" })).not.toBeNull());
    const first = dialogs.current;
    dialogs.confirm({ ...question, title: "Delete?", run: async () => done(undefined) });
    await eventually(() => expect(screen.queryByRole("heading", { name: "Delete?" })).not.toBeNull());
    expect(screen.queryByRole("heading", { name: "Leave?" })).toBeNull();
    dialogs.close(first);
    expect(dialogs.current).not.toBeNull();
  });

  test("has what it was opened with after it has closed: what it does then is done", async () => {
    drawn(DialogHost, {});
    const ondone = vi.fn(() => Promise.resolve());
    const account = { id: "a", handle: "ada", passkeys: [], hasPassword: false } as unknown as Account;
    const given = { account, title: "Close?", description: "This happens:", lines: ["All of it"], action: "Close it" };
    const carryOut = async () => done({ receipt: "r" });
    await dialogs.open(async () => ({ default: GoodbyeDialog as never }), { ...given, carryOut, ondone });
    await eventually(() => expect(screen.queryByRole("button", { name: "Close it" })).not.toBeNull());
    submit(screen.getByRole("dialog"));
    await eventually(() => expect(ondone).toHaveBeenCalledExactlyOnceWith({ receipt: "r" }));
    expect(dialogs.current).toBeNull();
  });

  test("whose code could not be fetched is said, and nothing opens", async () => {
    await dialogs.open(() => Promise.reject<{ default: typeof ConfirmDialog }>(new Error("offline")), {} as never);
    expect(dialogs.current).toBeNull();
    expect(toasts.shown.at(-1)?.text).toContain("could not be fetched");
    toasts.shown.forEach(({ id }) => toasts.dismiss(id));
  });
});

describe("a button with a menu", () => {
  const entry = (label: string, more: object = {}) => ({ label, run: vi.fn(), ...more });

  test("opens it with a click or the arrow, and says that it is open", async () => {
    const page = drawn(MenuButton, {
      entries: [entry("Rename"), "line", entry("Delete")],
      label: "More",
      children: words("…"),
    });
    const button = page.getByRole("button", { name: "More" });
    expect(button.getAttribute("aria-expanded")).toBe("false");
    press("ArrowDown", button);
    await eventually(() => expect(labels(screen, "menuitem")).toEqual(["Rename", "Delete"]));
    expect(button.getAttribute("aria-expanded")).toBe("true");
  });

  test("asks for its entries each time that it is open, and runs the one that is chosen", async () => {
    const star = entry("Star", { keepsFocus: true });
    const entries = vi.fn(async () => () => [star] as MenuEntry[]);
    const page = drawn(MenuButton, { entries, label: "More", children: words("…") });
    click(page.getByRole("button"));
    await eventually(() => expect(labels(screen, "menuitem")).toEqual(["Star"]));
    click(screen.getByRole("menuitem"));
    await eventually(() => expect(star.run).toHaveBeenCalledOnce());
    expect(document.activeElement, "the focus is where it was").toBe(page.getByRole("button", { name: "More" }));
  });

  test("marks what is chosen already", async () => {
    const page = drawn(MenuButton, { entries: [entry("All", { checked: true }), entry("None")], children: words("…") });
    click(page.getByRole("button"));
    await eventually(() => expect(screen.getAllByRole("menuitem")).toHaveLength(2));
    const marks = screen.getAllByRole("menuitem").map((each) => each.querySelector("[aria-label]") !== null);
    expect(marks).toEqual([true, false]);
  });
});

describe("the words beside a button without any", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  const tip = () => document.querySelector(".tooltip");
  const over = (button: Element, pointerType = "mouse") =>
    button.dispatchEvent(Object.assign(new Event("pointerenter"), { pointerType }));

  test("come after a moment under the mouse, and go with it", async () => {
    const button = drawn(IconButton, { label: "Pin", children: words("p") }).getByRole("button", { name: "Pin" });
    over(button);
    expect(tip()).toBeNull();
    await vi.advanceTimersByTimeAsync(450);
    await vi.waitFor(() => expect(tip()?.textContent).toBe("Pin"));
    expect(tip()?.getAttribute("aria-hidden"), "the button says it already").toBe("true");
    button.dispatchEvent(new Event("pointerleave"));
    expect(tip()).toBeNull();
  });

  test("never come under a finger, nor once it was pressed", () => {
    const button = drawn(IconButton, { label: "Pin", children: words("p") }).getByRole("button");
    over(button, "touch");
    vi.advanceTimersByTime(1_000);
    expect(tip()).toBeNull();
    over(button);
    button.dispatchEvent(new Event("pointerdown"));
    vi.advanceTimersByTime(1_000);
    expect(tip()).toBeNull();
  });

  test("go with Escape", async () => {
    const button = drawn(IconButton, { label: "Pin", children: words("p") }).getByRole("button");
    over(button);
    await vi.advanceTimersByTimeAsync(450);
    await vi.waitFor(() => expect(tip()).not.toBeNull());
    press("Escape", button);
    expect(tip()).toBeNull();
  });
});
