/** What is on the screen, found by the names that a screen reader says. */
import { expect, type Locator, type Page } from "@playwright/test";

export const sidebar = (page: Page): Locator => page.getByRole("navigation", { name: "Channels and direct messages" });
/** A channel or person in the sidebar; `name` begins what the row says ("general, 3 unread"). */
export const inSidebar = (page: Page, name: string): Locator =>
  sidebar(page).getByRole("link", { name: new RegExp(`^${RegExp.escape(name)}( ?,|$)`, "u") });
export const section = (page: Page, name: string): Locator => sidebar(page).getByRole("region", { name });
export const log = (page: Page): Locator => page.getByRole("log");
export const composer = (page: Page): Locator => page.getByRole("textbox", { name: /^Message to /u });
export const message = (page: Page, words: string | RegExp): Locator =>
  log(page).getByRole("article").filter({ hasText: words });
export const details = (page: Page): Locator => page.getByRole("complementary", { name: "Details" });
export const state = (row: Locator, words: "Sending" | "Saved" | "Not sent"): Locator =>
  row.getByRole("img", { name: words, exact: true });

/** The page's own fonts come after the words, and lines may move with them: before a place is measured that is to stay. */
export async function fontsAreThere(page: Page): Promise<void> {
  await expect(page.locator("html")).toHaveAttribute("data-fonts", "own");
  await page.evaluate(() => document.fonts.load('1rem "Inter Variable"').then(() => document.fonts.ready));
}

/** Types it and presses Enter. */
export async function write(page: Page, words: string): Promise<void> {
  await composer(page).fill(words);
  await composer(page).press("Enter");
}

export async function openDetails(page: Page): Promise<Locator> {
  await page.getByRole("button", { name: "Details", exact: true }).click();
  await expect(details(page)).toBeVisible();
  return details(page);
}

/** What stands on the further page of a message's menu. */
const FURTHER = new Set([
  ...["Message privately", "Pin", "Unpin", "Mark a checkpoint…", "Change the checkpoint…", "Add a note…"],
  ...["Change the note…", "Copy text", "Copy as JSON", "How it travelled…", "Report…", "Move…"],
]);
/** Opens a message's menu, with the mouse. */
export async function menuOf(page: Page, row: Locator): Promise<Locator> {
  await row.hover();
  await row.getByRole("button", { name: "More" }).click();
  return page.getByRole("menu");
}
/** Chooses from a message's menu, with the mouse. */
export async function act(page: Page, row: Locator, action: string): Promise<void> {
  const menu = await menuOf(page, row);
  if (FURTHER.has(action)) await menu.getByRole("menuitem", { name: "More", exact: true }).click();
  await menu.getByRole("menuitem", { name: action, exact: true }).click();
}
/** As in Settings → Appearance: messages offer what developers ask for, from the next page on. */
export async function forDevelopers(page: Page): Promise<void> {
  await page.addInitScript(() => localStorage.setItem("place.developer", "on"));
}

/** `seq`s of the rows in the page, from above. */
export const seqsOf = (page: Page): Promise<number[]> =>
  log(page)
    .getByRole("article")
    .evaluateAll((rows) => rows.map((row) => Number((row as HTMLElement).dataset["seq"])));

/** Nothing is wider than the window, so nothing has to be scrolled sideways. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const wide = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const outside = [...document.body.querySelectorAll("*")].filter((element) => {
      const { right, width } = element.getBoundingClientRect();
      return width > 0 && right > clientWidth + 1;
    });
    return outside.map((element) => element.outerHTML.slice(0, 120)).slice(0, 5);
  });
  expect(wide, "wider than the window").toEqual([]);
}

/** What lay over the page on glass has an entry in the history; while it goes back, the browser gives up any other way to a page. */
export async function historyIsThePages(page: Page): Promise<void> {
  const layers = () => (history.state as { "place:layers"?: number } | null)?.["place:layers"] ?? 0;
  await expect.poll(() => page.evaluate(layers)).toBe(0);
}

/** The reaction with this emoji below a message. */
export const chip = (row: Locator, emoji: string): Locator =>
  row.getByRole("button", { name: new RegExp(`^${emoji} `, "u") });

/** The choice among all emoji. */
export const emojiPicker = (page: Page): Locator => page.getByRole("dialog", { name: "Choose an emoji" });
