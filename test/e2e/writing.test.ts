/** What helps while writing: completion, questions before many are told, code, formatting, the preview. */
import { MESSAGE_MAX_CHARS } from "../../protocol/index.ts";
import { historyOf } from "./support/classroom.ts";
import { composer, inSidebar, log, message, state, write } from "./support/screen.ts";
import { expect, test } from "./support/test.ts";
import type { Locator, Page } from "@playwright/test";

const completions = (page: Page, of: string): Locator => page.getByRole("listbox", { name: of });
const chosen = (list: Locator): Locator => list.getByRole("option", { selected: true });

/** Puts it on the clipboard and pastes it, as a person would. */
async function paste(page: Page, text: string): Promise<void> {
  await composer(page).focus();
  await page.evaluate((words) => navigator.clipboard.writeText(words), text);
  await page.keyboard.press("ControlOrMeta+v");
}
const CLIPBOARD = { permissions: ["clipboard-read", "clipboard-write"] };

test("R43, R126: @ and the beginning of a name offer that person; Enter, Tab and a click take them, Esc does not", async ({
  classroom,
  openChannel,
}) => {
  const ada = await classroom.join("Ada Lovelace");
  await classroom.join("Ben Baker");
  const page = await openChannel(classroom.owner, classroom.general);
  const field = composer(page);
  const people = completions(page, "People");
  await field.pressSequentially("Hi @lov");
  await expect(chosen(people)).toContainText("Ada Lovelace");
  await expect(field).toHaveAttribute("aria-activedescendant", (await chosen(people).getAttribute("id")) ?? "");
  await field.press("Enter");
  await expect(field).toHaveValue(`Hi @${ada.handle} `);
  await expect(people).toHaveCount(0);
  await field.pressSequentially("and @");
  await expect(people.getByRole("option")).not.toHaveCount(0);
  await field.press("ArrowDown");
  const second = people.getByRole("option").nth(1);
  await expect(second).toHaveAttribute("aria-selected", "true");
  await field.press("Escape");
  await expect(people).toHaveCount(0);
  await expect(field).toHaveValue(`Hi @${ada.handle} and @`);
  await field.pressSequentially("be");
  await expect(people).toHaveCount(0);
  await field.fill("");
  await field.pressSequentially("@be");
  await people.getByRole("option", { name: /Ben Baker/u }).click();
  await expect(field).toHaveValue(/^@ben-\S+ $/u);
  await expect(field).toBeFocused();
  await field.press("Enter");
  await expect(message(page, "@ben").getByRole("button", { name: /^@ben-/u })).toBeVisible();
  // The undo of the browser knows what was completed.
  await field.pressSequentially("@lov");
  await field.press("Tab");
  await expect(field).toHaveValue(`@${ada.handle} `);
  await field.press("ControlOrMeta+z");
  await expect(field).toHaveValue("@lov");
});

test("R48, R126: whom I name often comes first, also after a reload", async ({ classroom, openChannel }) => {
  await classroom.join("Cleo Anders");
  const zoe = await classroom.join("Zoe Carver");
  const page = await openChannel(classroom.owner, classroom.general);
  const field = composer(page);
  await field.pressSequentially("@c");
  await expect(chosen(completions(page, "People"))).toContainText("Cleo Anders");
  await field.fill("");
  await write(page, `@${zoe.handle} hello`);
  await expect(state(message(page, "hello"), "Saved")).toBeAttached();
  await page.reload();
  await field.pressSequentially("@c");
  await expect(chosen(completions(page, "People"))).toContainText("Zoe Carver");
});

test("R126: # offers channels, : offers emoji, and :tada: becomes its picture", async ({ classroom, openChannel }) => {
  const channel = await classroom.channel(classroom.owner, { name: "homework-help" });
  const page = await openChannel(classroom.owner, classroom.general);
  const field = composer(page);
  await field.pressSequentially("see #help");
  await expect(chosen(completions(page, "Channels"))).toContainText("homework-help");
  await field.press("Tab");
  await field.pressSequentially("for :thumbsu");
  await expect(chosen(completions(page, "Emoji"))).toContainText(":thumbsup:");
  await field.press("Enter");
  await field.pressSequentially(":tada:");
  await expect(field).toHaveValue(/^see #homework-help for 👍\uFE0F? 🎉$/u);
  await field.press("Enter");
  const link = message(page, "see").getByRole("link", { name: "#homework-help" });
  await expect(link).toHaveAttribute("href", `/c/${channel.id}`);
});

test("@here says whom it tells; @channel to more than ten people asks first, and a no keeps the words", async ({
  classroom,
  openChannel,
}) => {
  await Promise.all(Array.from({ length: 11 }, (_, index) => classroom.join(`Person ${index}`)));
  const page = await openChannel(classroom.owner, classroom.general);
  const field = composer(page);
  await field.pressSequentially("@chan");
  await expect(chosen(completions(page, "People"))).toContainText("Tells 11 people: everyone in #general");
  await field.press("Enter");
  await field.pressSequentially("exam on Friday");
  await field.press("Enter");
  const question = page.getByRole("dialog", { name: "Tell 11 people?" });
  await question.getByRole("button", { name: "Cancel" }).click();
  await expect(question).toHaveCount(0);
  await expect(field).toHaveValue("@channel exam on Friday");
  expect(await historyOf(classroom.owner, classroom.general)).toEqual([]);
  await field.press("Enter");
  await question.getByRole("button", { name: "Send to 11 people" }).click();
  await expect(state(message(page, "exam on Friday"), "Saved")).toBeAttached();
  await expect(field).toHaveValue("");
});

test("I5: who names somebody outside of the channel is told that they will not see it, and can add them", async ({
  classroom,
  openChannel,
}) => {
  const ada = await classroom.join("Ada Lovelace");
  const channel = await classroom.channel(classroom.owner, { name: "exam-board", kind: "private" });
  const page = await openChannel(classroom.owner, channel);
  await composer(page).pressSequentially(`@${ada.handle} look`);
  const note = page.getByText("Ada Lovelace is not in #exam-board and will not see this.");
  await expect(note).toBeVisible();
  await page.getByRole("button", { name: "Add them" }).click();
  await expect(page.getByText("Ada Lovelace can read #exam-board now.")).toBeVisible();
  await expect(note).toHaveCount(0);
  await expect(composer(page)).toBeFocused();
  const { channels } = await ada.api.call("workspaces.bootstrap", { workspace: classroom.id });
  expect(channels.map(({ id }) => id)).toContain(channel.id);
});

test("I5: who may not add people is told the same, without the offer", async ({ classroom, openChannel }) => {
  const ada = await classroom.join("Ada Lovelace");
  const ben = await classroom.join("Ben Baker");
  const channel = await classroom.channel(classroom.owner, { name: "project-3", kind: "private" }, ben);
  const page = await openChannel(ben, channel);
  await composer(page).pressSequentially(`@${ada.handle} look`);
  await expect(page.getByText("Ada Lovelace is not in #project-3 and will not see this.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Add them" })).toHaveCount(0);
});

test("a command does what it says: /topic changes the topic with an undo, /shrug shrugs, and a path is just words", async ({
  classroom,
  openChannel,
}) => {
  const page = await openChannel(classroom.owner, classroom.general);
  const field = composer(page);
  await field.pressSequentially("/to");
  await expect(chosen(completions(page, "Commands"))).toContainText("/topic");
  await field.press("Enter");
  await field.pressSequentially("Waves and optics");
  await field.press("Enter");
  await expect(page.getByText("Topic changed. Others see it now.")).toBeVisible();
  await expect(page.getByRole("banner").or(page.locator("header")).getByText("Waves and optics").first()).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText("Waves and optics")).toHaveCount(0);
  await write(page, "/shrug who knows");
  await expect(message(page, "who knows")).toContainText("who knows ¯\\_(ツ)_/¯");
  await write(page, "/me looks for chalk");
  await expect(message(page, "looks for chalk").getByRole("emphasis")).toHaveText("looks for chalk");
  await write(page, "/etc/hosts is a file");
  await expect(message(page, "/etc/hosts is a file")).toBeVisible();
  expect(await historyOf(classroom.owner, classroom.general)).toHaveLength(3);
});

test("/invite and /topic are offered to those who may, and refused in words to those who may not", async ({
  classroom,
  openChannel,
}) => {
  const ada = await classroom.join("Ada Lovelace");
  const page = await openChannel(ada, classroom.general);
  await composer(page).pressSequentially("/");
  await expect(completions(page, "Commands").getByRole("option")).toHaveText([
    /poll/u,
    /status/u,
    /me/u,
    /shrug/u,
    /jump/u,
    /export/u,
  ]);
  await composer(page).fill("/invite");
  await composer(page).press("Escape");
  await composer(page).press("Enter");
  await expect(page.getByRole("alert")).toHaveText("Only teachers can invite people to the class.");
  await expect(composer(page)).toHaveValue("/invite");
  expect(await historyOf(ada, classroom.general)).toEqual([]);
});

test("/status sets my status until tonight, with an undo", async ({ classroom, openChannel }) => {
  const page = await openChannel(classroom.owner, classroom.general);
  const statusNow = async () => {
    const { members } = await classroom.owner.api.call(
      "members.list",
      { workspace: classroom.id },
      { ids: [classroom.owner.id] },
    );
    return members[0]?.status;
  };
  await write(page, "/status 📚 Marking papers");
  await expect(page.getByText("Status set until tonight.")).toBeVisible();
  expect(await statusNow()).toMatchObject({ emoji: "📚", text: "Marking papers" });
  await page.getByRole("button", { name: "Undo" }).click();
  await expect.poll(statusNow).toBeUndefined();
  expect(await historyOf(classroom.owner, classroom.general)).toEqual([]);
});

test("code that is pasted is offered as a block, which can be undone; words are left alone", async ({
  classroom,
  openChannel,
}) => {
  const page = await openChannel(classroom.owner, classroom.general, CLIPBOARD);
  const code = "def mean(values):\n    total = sum(values)\n    return total / len(values)";
  await paste(page, "milk\nbread\neggs\nbutter");
  await expect(composer(page)).toHaveValue("milk\nbread\neggs\nbutter");
  await expect(page.getByText("That looks like code.")).toHaveCount(0);
  await composer(page).fill("");
  await paste(page, code);
  await page.getByRole("button", { name: "Make it a code block" }).click();
  await expect(composer(page)).toHaveValue(`\`\`\`python\n${code}\n\`\`\``);
  await composer(page).press("ControlOrMeta+z");
  await expect(composer(page)).toHaveValue(code);
  await page.getByRole("button", { name: "Make it a code block" }).click();
  await composer(page).press("Enter");
  const row = message(page, "mean");
  await expect(row.locator("pre code [class*=hljs]").first()).toBeVisible();
  await expect(row.locator("pre")).toHaveAttribute("data-numbers", "1\n2\n3");
});

test("R153: a text too long for one message goes out in several when that is wished, in order and with nothing lost", async ({
  classroom,
  openChannel,
}) => {
  const page = await openChannel(classroom.owner, classroom.general, CLIPBOARD);
  const text = Array.from({ length: 250 }, (_, index) => `Line ${index} ${"word ".repeat(10)}`.trim()).join("\n");
  expect(text.length).toBeGreaterThan(MESSAGE_MAX_CHARS);
  await paste(page, text);
  await page.getByRole("button", { name: "Send as 2 messages" }).click();
  await expect(state(log(page), "Saved")).toHaveCount(2);
  await expect(composer(page)).toHaveValue("");
  const history = await historyOf(classroom.owner, classroom.general);
  expect(history.map(({ body }) => body).join("\n")).toBe(text);
});

test("Ctrl+B, I, E and K format; in a fence Enter breaks the line, Tab indents, and Ctrl+Enter sends", async ({
  classroom,
  openChannel,
}) => {
  const page = await openChannel(classroom.owner, classroom.general);
  const field = composer(page);
  await field.pressSequentially("much");
  // What knows the keys comes with the first of them.
  await expect(field).toHaveAttribute("aria-autocomplete", "list");
  await field.press("ControlOrMeta+a");
  await field.press("ControlOrMeta+b");
  await expect(field).toHaveValue("**much**");
  await field.press("ControlOrMeta+b");
  await field.press("ControlOrMeta+i");
  await expect(field).toHaveValue("_much_");
  await field.press("ControlOrMeta+a");
  await field.press("ControlOrMeta+k");
  await expect(field).toHaveValue("[_much_](https://)");
  await field.fill("");
  await field.pressSequentially("```py");
  await field.press("Shift+Enter");
  await field.pressSequentially("if x:");
  await field.press("Enter");
  await field.pressSequentially("y = 1");
  await field.press("Enter");
  await field.press("Shift+Tab");
  await field.pressSequentially("```");
  await expect(field).toHaveValue("```py\nif x:\n    y = 1\n```");
  await field.press("ControlOrMeta+Enter");
  await expect(message(page, "if x:").locator("pre code")).toHaveText("if x:\n    y = 1");
});

test("the preview shows what will be seen, while it is written", async ({ classroom, openChannel }) => {
  const page = await openChannel(classroom.owner, classroom.general);
  await composer(page).pressSequentially("This is **bold**");
  await page.getByRole("button", { name: "Preview" }).click();
  const preview = page.getByRole("region", { name: "Preview" });
  await expect(preview.getByRole("strong")).toHaveText("bold");
  await expect(composer(page)).toBeFocused();
  await composer(page).pressSequentially(" and `code`");
  await expect(preview.getByRole("code")).toHaveText("code");
  await composer(page).press("Enter");
  await expect(preview).toHaveCount(0);
  await expect(message(page, "This is").getByRole("strong")).toHaveText("bold");
});

test("R93: on a phone the completions stand above the field and take a tap, and nothing scrolls sideways", async ({
  classroom,
  openChannel,
}) => {
  await classroom.join("Ada Lovelace");
  const page = await openChannel(classroom.owner, classroom.general, {
    viewport: { width: 320, height: 480 },
    hasTouch: true,
    isMobile: true,
  });
  await composer(page).tap();
  await composer(page).pressSequentially("@");
  const option = completions(page, "People").getByRole("option", { name: /Ada Lovelace/u });
  await expect(option).toBeVisible();
  const [list, field] = [await completions(page, "People").boundingBox(), await composer(page).boundingBox()];
  expect((list?.y ?? 0) + (list?.height ?? 0)).toBeLessThanOrEqual(field?.y ?? 0);
  expect((await option.boundingBox())?.height).toBeGreaterThanOrEqual(44);
  await option.tap();
  await expect(composer(page)).toHaveValue(/^@ada-\S+ $/u);
  await expect(composer(page)).toBeFocused();
});

test("R126: an edit completes names too", async ({ classroom, openChannel }) => {
  const ada = await classroom.join("Ada Lovelace");
  const page = await openChannel(classroom.owner, classroom.general);
  await write(page, "Thanks");
  await expect(state(message(page, "Thanks"), "Saved")).toBeAttached();
  await composer(page).press("ArrowUp");
  const editing = page.getByRole("textbox", { name: "Edit message" });
  await editing.pressSequentially(" @lov");
  await expect(chosen(completions(page, "People"))).toContainText("Ada Lovelace");
  await editing.press("Enter");
  await expect(editing).toHaveValue(`Thanks @${ada.handle} `);
  await editing.press("Enter");
  await expect(message(page, "Thanks").getByRole("button", { name: `@${ada.handle}` })).toBeVisible();
  await expect(inSidebar(page, "general")).toBeVisible();
});
