/** Every screen, light and dark, on a small phone and on a laptop: nothing for axe to find, nothing to scroll sideways. */
import type { Page } from "@playwright/test";
import { atRest, axeOn } from "./support/axe.ts";
import { showOn } from "./support/class-site.ts";
import { say } from "./support/classroom.ts";
import { act, composer, details, log, message, openDetails } from "./support/screen.ts";
import { expect, test } from "./support/test.ts";

const WIDE = { width: 1280, height: 800 };
const NARROW = { width: 320, height: 640 };
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

async function violationsOf(
  page: Page,
  where: string,
  rules: "all" | "colours" | "all but colours",
): Promise<string[]> {
  await atRest(page);
  const axe = rules === "colours" ? axeOn(page).withRules(["color-contrast"]) : axeOn(page).withTags(TAGS);
  if (rules === "all but colours") axe.disableRules(["color-contrast"]);
  const { violations } = await axe.analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes
      // An open menu stands outside the landmarks, as a dialog does; axe lets only the dialog.
      .filter(({ html }) => id !== "region" || !html.includes("floating-content"))
      .map(
        ({ target, failureSummary, html }) =>
          `${where}: ${id}: ${target.join(" ")}: ${failureSummary ?? ""} ${html.slice(0, 100)}`,
      ),
  );
}

/** Colours change with the theme, names and roles with the width; what only a phone shows has the tokens of everything else. */
async function look(page: Page, what: string, sizes = [WIDE, NARROW]): Promise<void> {
  const found: string[] = [];
  for (const size of sizes) {
    await page.setViewportSize(size);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      const rules = colorScheme === "dark" ? "colours" : size === NARROW ? "all but colours" : "all";
      found.push(...(await violationsOf(page, `${what}, ${size.width} px, ${colorScheme}`, rules)));
    }
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (wide > 0) found.push(`${what}, ${size.width} px: ${wide} px have to be scrolled sideways`);
  }
  await page.setViewportSize(WIDE);
  expect.soft(found).toEqual([]);
}

const OUTSIDE = [
  ["front page", "/", "The chat of a class"],
  ["join", "/join", "Join a class"],
  ["join with a code that opens nothing", "/join/nosuchcode", "This code opens no class"],
  ["sign in", "/sign-in", "Sign in"],
  ["new class", "/new", "Create a class"],
  ["no such page", "/no/such/page", "There is no page here"],
] as const;

test("R149 R93: the pages before one is in a class", async ({ classroom, open }) => {
  test.setTimeout(240_000);
  const page = await open(undefined, "/");
  for (const [what, path, heading] of OUTSIDE) {
    await page.goto(path);
    await expect(page.getByRole("heading", { name: heading })).toBeVisible();
    await look(page, what);
  }
  await page.goto(`/join/${classroom.joinCode}`);
  await page.getByRole("button", { name: "Join Physics 2" }).click();
  await expect(page.getByRole("textbox", { name: "Handle" })).toHaveAccessibleDescription(/Choose a handle/u);
  await look(page, "join a class, filled in wrongly");
});

test("R149 R93: a channel with everything in it, its details, a person's card and a message's menu", async ({
  classroom,
  openChannel,
}) => {
  test.setTimeout(240_000);
  const ben = await classroom.join("Ben Baker");
  const body = `Look: **bold**, _soft_, \`code\`, https://example.org, @${ben.handle}\n\n\`\`\`js\nconst a = "b"; // c\n\`\`\`\n\n> quoted\n\n| a | b |\n|---|---|\n| 1 | 2 |`;
  await say(ben, classroom.general, body);
  await say(classroom.owner, classroom.general, "A second one");
  await classroom.owner.api.call("messages.remove", {
    channel: classroom.general.id,
    seq: (await say(classroom.owner, classroom.general, "Gone")).seq,
  });
  const direct = await classroom.direct(ben, classroom.owner);
  await say(ben, direct, "Hello");
  const page = await openChannel(classroom.owner, classroom.general);
  await expect(log(page).locator("pre [class*=hljs]").first()).toBeVisible();
  await look(page, "channel");
  await message(page, "A second one").hover();
  await message(page, "A second one").getByRole("button", { name: "More" }).click();
  await expect(page.getByRole("menu")).toBeVisible();
  await look(page, "message menu", [WIDE]);
  await page.keyboard.press("Escape");
  await composer(page).focus();
  await page.keyboard.press("ArrowUp");
  await expect(page.getByRole("textbox", { name: "Edit message" })).toBeVisible();
  await look(page, "message being edited");
  await page.keyboard.press("Escape");
  await openDetails(page);
  await expect(details(page).getByRole("button", { name: /Ben Baker/u })).toBeVisible();
  await look(page, "details");
  await details(page)
    .getByRole("button", { name: /Ben Baker/u })
    .click();
  await expect(
    page.getByRole("complementary", { name: "Profile" }).getByRole("button", { name: "Message" }),
  ).toBeVisible();
  await look(page, "profile card");
  await page.goto(`/w/${classroom.id}`);
  await page.goto(`/c/${direct.id}`);
  await expect(message(page, "Hello")).toBeVisible();
  await look(page, "direct message");
});

test("R149 R93: people, channels to join, and all settings", async ({ classroom, open }) => {
  test.setTimeout(240_000);
  await classroom.join("Ben Baker");
  await classroom.channel(classroom.owner, { name: "chess", topic: "Wednesdays" });
  const page = await open(classroom.owner, "/settings");
  const inside = [
    ["profile settings", "/settings", "Your settings"],
    ["appearance", "/settings/appearance", "Your settings"],
    ["notifications", "/settings/notifications", "Your settings"],
    ["privacy", "/settings/privacy", "Your settings"],
    ["keyboard", "/settings/keyboard", "Your settings"],
    ["devices", "/settings/devices", "Your settings"],
    ["account", "/settings/account", "Your settings"],
    ["class settings", `/w/${classroom.id}/settings`, "Class settings"],
    ["people", `/w/${classroom.id}/people`, "People"],
    ["mentions", `/w/${classroom.id}/mentions`, "Mentions"],
    ["lectures", `/w/${classroom.id}/lectures`, "Lectures"],
    ["saved", `/w/${classroom.id}/saved`, "Saved"],
    ["browse channels", `/w/${classroom.id}/channels`, "Channels"],
    ["no such channel", "/c/no-such-channel", "There is no such channel here"],
  ] as const;
  for (const [what, path, heading] of inside) {
    await page.goto(path);
    await expect(page.getByRole("heading", { name: heading, exact: true }).first()).toBeVisible();
    await expect(page.getByRole("main").locator("[aria-busy=true]")).toHaveCount(0);
    await look(page, what);
  }
});

test("R149 R93: the dialogs", async ({ classroom, openChannel }) => {
  test.setTimeout(240_000);
  const ben = await classroom.join("Ben Baker");
  const channel = await classroom.channel(classroom.owner, { name: "team" }, ben);
  const page = await openChannel(classroom.owner, channel);
  const dialog = page.getByRole("dialog");
  const opened = async (what: string) => {
    await expect(dialog).toBeVisible();
    await look(page, what);
    await page.keyboard.press("Escape");
    await expect(dialog).toHaveCount(0);
  };
  await page.getByRole("button", { name: "Create a channel" }).click();
  await opened("create a channel");
  await page.getByRole("button", { name: "Write to somebody" }).click();
  await expect(page.getByRole("option", { name: /Ben Baker/u })).toBeVisible();
  await opened("write to somebody");
  await page.getByRole("button", { name: /Physics 2/u }).click();
  await expect(page.getByRole("menu")).toBeVisible();
  await look(page, "menu of the class", [WIDE]);
  await page.getByRole("menuitem", { name: "Invite people" }).click();
  await opened("invite people");
  await openDetails(page);
  await details(page).getByRole("button", { name: "Edit name and topic" }).click();
  await opened("edit a channel");
  await details(page).getByRole("button", { name: "Add people" }).click();
  await opened("add people");
  await details(page).getByRole("button", { name: "Leave" }).click();
  await opened("leave a channel");
});

test("R149 R93: a thread, the list of threads, what is scheduled, the ways to get around", async ({
  classroom,
  openChannel,
}) => {
  test.setTimeout(120_000);
  const ben = await classroom.join("Ben Baker");
  const root = await say(classroom.owner, classroom.general, "What is a pointer?");
  const { channel: thread } = await ben.api.call("threads.start", { channel: classroom.general.id, seq: root.seq });
  await say(ben, thread, "An address");
  const page = await openChannel(classroom.owner, classroom.general);
  const dialog = page.getByRole("dialog");
  await page.getByRole("button", { name: /^1 reply/u }).click();
  const panel = page.getByRole("complementary", { name: "Thread" });
  await expect(panel.getByText("An address")).toBeVisible();
  await look(page, "thread");
  await panel.getByRole("button", { name: "Close" }).click();
  await page.keyboard.press("ControlOrMeta+k");
  await expect(dialog.getByRole("option").first()).toBeVisible();
  await look(page, "switcher");
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await composer(page).fill("For tomorrow");
  await page.getByRole("button", { name: "More ways to send" }).click();
  await page.getByRole("menuitem", { name: /^Send later/u }).click();
  await expect(dialog).toBeVisible();
  await look(page, "send later");
  await dialog.getByRole("button", { name: "Schedule" }).click();
  await expect(dialog).toHaveCount(0);
  await log(page).getByRole("article").last().focus();
  await page.keyboard.press("?");
  await expect(dialog).toBeVisible();
  await look(page, "map of the keys");
  for (const what of ["threads", "scheduled"]) {
    await page.goto(`/w/${classroom.id}/${what}`);
    await expect(page.getByRole("main").getByRole("listitem").first()).toBeVisible();
    await look(page, what);
  }
});

test("R149 R93: what people do with messages: reactions, the picker, pins, checkpoints, earlier wordings, an answer", async ({
  classroom,
  openChannel,
}) => {
  test.setTimeout(180_000);
  const ben = await classroom.join("Ben Baker");
  const { id } = classroom.general;
  const { seq } = await say(classroom.owner, classroom.general, "Look at this");
  await classroom.owner.api.call("messages.edit", { channel: id, seq }, { body: "Look at that" });
  const acts = [
    { type: "pin", on: true },
    { type: "checkpoint", name: "Lecture 5" },
    { type: "react", emoji: "👍", on: true },
  ] as const;
  for (const act of acts) await classroom.owner.api.call("messages.act", { channel: id, seq }, { act });
  await ben.api.call("messages.act", { channel: id, seq }, { act: { type: "react", emoji: "🎉", on: true } });
  const page = await openChannel(classroom.owner, classroom.general);
  const row = message(page, "Look at that");
  await row.hover();
  await expect(row.getByRole("button", { name: "Add a reaction" }).first()).toBeVisible();
  await look(page, "reactions, a pin and a checkpoint");
  await act(page, row, "Reply");
  await expect(page.getByRole("group", { name: /^Replying to/u })).toBeVisible();
  await look(page, "an answer being written");
  await page.keyboard.press("Escape");
  await row.getByRole("button", { name: "edited" }).click();
  await expect(page.getByRole("dialog").getByText("Look at this")).toBeVisible();
  await look(page, "earlier wordings");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Pins", exact: true }).click();
  await expect(page.getByRole("complementary", { name: "Pins" }).getByText("Look at that")).toBeVisible();
  await look(page, "pins");
  await page.keyboard.press("Escape");
  await row.focus();
  await page.keyboard.press("+");
  await expect(page.getByRole("dialog", { name: "Choose an emoji" }).getByRole("combobox")).toBeVisible();
  await look(page, "emoji picker");
});

test("R149 R93: a channel in the frame of a class page, as narrow as one gets, in both directions", async ({
  classroom,
  open,
}) => {
  await say(classroom.owner, classroom.general, "Week 1: **trees**\n```python\nprint('hello')\n```");
  const widget = await showOn(classroom, "https://class.example", { read: "anyone" });
  for (const lang of ["en", "ar"]) {
    const page = await open(undefined, `/widget/${widget}?lang=${lang}`);
    await expect(message(page, "Week 1: trees")).toBeVisible();
    await look(page, `frame, ${lang}`, [{ width: 280, height: 640 }]);
  }
});
