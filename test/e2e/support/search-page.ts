/** The page of a search as somebody sees it, and the index that follows what is said. */
import type { Page } from "@playwright/test";
import type { Classroom, Member } from "./classroom.ts";
import { expect } from "./test.ts";

export const field = (page: Page) => page.getByRole("combobox", { name: "Search messages" });
export const results = (page: Page) => page.getByRole("main").locator("a.hit");
export const marks = (page: Page) => page.getByRole("main").locator("mark");
export const scroller = (page: Page) => page.locator(".page");
export const scrolled = (page: Page) => scroller(page).evaluate(({ scrollTop }) => Math.round(scrollTop));

/** What is marked for a moment in the message that a result led to. */
export const markedOnLanding = (page: Page) =>
  page.evaluate(() => [...(CSS.highlights.get("place-found") ?? [])].map((range) => (range as Range).toString()));

/** The index follows by up to two seconds. */
export async function isFound(by: Member, classroom: Classroom, q: string, count: number): Promise<void> {
  await expect
    .poll(async () => (await by.api.call("search.find", { workspace: classroom.id }, { q })).hits.length)
    .toBe(count);
}
