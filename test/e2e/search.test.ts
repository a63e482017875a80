/** History that is found: search → land on the message → Back, by mouse and by keys alone, and nothing of what one may not read. */
import { axeOn } from "./support/axe.ts";
import { say, type Classroom, type Member } from "./support/classroom.ts";
import { composer, expectNoSidewaysScroll, inSidebar, message, sidebar } from "./support/screen.ts";
import { field, isFound, markedOnLanding, marks, results, scrolled, scroller } from "./support/search-page.ts";
import { expect, test } from "./support/test.ts";

test("R14 R121: a word from last month is found, marked, between its neighbours; a click lands on it, and Back is at the same place", async ({
  classroom,
  openChannel,
}) => {
  const ben = await classroom.join("Ben Baker");
  const channel = await classroom.history("algorithms", 90, [classroom.owner, ben], (seq) =>
    seq % 2 === 0 ? `A heapq question, number ${seq}` : `Something else, number ${seq}`,
  );
  await isFound(classroom.owner, classroom, "heapq", 20);
  const page = await openChannel(classroom.owner, classroom.general);
  await sidebar(page).getByRole("link", { name: "Search", exact: true }).click();
  await expect(field(page)).toBeFocused();
  await page.keyboard.type("heapq");
  await expect(page).toHaveURL(/\/search\?q=heapq$/u);
  await expect(results(page).first()).toContainText("A heapq question, number 90");
  await expect(results(page).first()).toContainText("Something else, number 89");
  await expect(marks(page).first()).toHaveText("heapq");
  await expect(page.getByRole("heading", { name: "algorithms" })).toBeVisible();

  // More come by scrolling, to the end.
  const last = results(page).filter({ hasText: "number 2" }).last();
  await expect(async () => {
    await scroller(page).evaluate((element) => element.scrollTo(0, element.scrollHeight));
    await expect(page.getByText("That is all there is.")).toBeVisible({ timeout: 500 });
  }).toPass();
  await expect(results(page)).toHaveCount(45);
  await expect(page.getByText("45 messages found.")).toBeVisible();
  await expect(last).toBeVisible();
  const hit = results(page).filter({ hasText: "A heapq question, number 24" });
  await hit.scrollIntoViewIfNeeded();
  const before = await scrolled(page);
  expect(before).toBeGreaterThan(0);
  await hit.click();
  await expect(page).toHaveURL(new RegExp(`/c/${channel.id}#24$`, "u"));
  await expect(message(page, "A heapq question, number 24")).toBeInViewport();
  await expect.poll(() => markedOnLanding(page)).toEqual(["heapq"]);
  await page.goBack();
  await expect(hit).toBeFocused();
  await expect(results(page)).toHaveCount(45);
  expect(await scrolled(page)).toBe(before);
});

test("R121 R149: by keys alone: a filter is completed, stands as a chip, and results are walked through and back to the field", async ({
  classroom,
  openChannel,
}) => {
  const ben = await classroom.join("Ben Baker");
  const channel = await classroom.channel(classroom.owner, { name: "questions" }, ben);
  await say(ben, channel, "Where is the recursion sheet?");
  await say(classroom.owner, channel, "The recursion sheet is in the folder");
  await say(ben, classroom.general, "I like recursion");
  await isFound(ben, classroom, "recursion", 3);
  const page = await openChannel(classroom.owner, channel);
  await expect(composer(page)).toBeFocused();
  await page.keyboard.press("Control+f");
  await expect(field(page)).toBeFocused();
  await expect(field(page)).toHaveValue("in:#questions ");
  await page.keyboard.type("recursion");
  await expect(results(page)).toHaveCount(2);
  await page.keyboard.type(" from:be");
  await expect(page.getByRole("option", { name: "Ben Baker" })).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Enter");
  await expect(field(page)).toHaveValue(`in:#questions recursion from:${ben.handle} `);
  const filters = page.getByRole("list", { name: "Filters" }).getByRole("listitem");
  await expect(filters).toHaveText([/in\s*#questions/u, /from.*Ben Baker/u]);
  await expect(results(page)).toHaveCount(1);

  await page.getByRole("button", { name: "Remove the filter in #questions" }).press("Enter");
  await expect(field(page)).toHaveValue(`recursion from:${ben.handle}`);
  await expect(results(page)).toHaveCount(2);
  await page.keyboard.press("ArrowDown");
  await expect(results(page).nth(0)).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(results(page).nth(1)).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(field(page)).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await expect(results(page).nth(1)).toBeFocused();
  const [words = "", address = ""] = await results(page)
    .nth(1)
    .evaluate((hit) => [hit.querySelector(".words")?.textContent ?? "", hit.getAttribute("href") ?? ""]);
  await page.keyboard.press("Enter");
  await expect.poll(() => page.url()).toContain(address);
  await expect(message(page, words)).toBeInViewport();
  await page.keyboard.press("Control+Shift+F");
  await expect(field(page)).toBeFocused();
  await expect(field(page)).toHaveValue("");
});

/** The dictionary is made when somebody searches first: until it has the word. */
async function isOffered(by: Member, classroom: Classroom, begun: string, word: string): Promise<void> {
  await expect
    .poll(async () => (await by.api.call("search.suggest", { workspace: classroom.id }, { q: begun })).words)
    .toContain(word);
}

test("R119 R126: while one types, words that I may read, channels, people and recent searches are offered in one list, by keys alone", async ({
  classroom,
  openChannel,
}) => {
  const quinn = await classroom.join("Zoë Quokkason");
  // The demo class says it too: words are taken over in time, not at once.
  const word = "recursion";
  const channel = await classroom.channel(classroom.owner, { name: "quokkas" }, quinn);
  await say(quinn, channel, `A ${word} is not a heap`);
  await isFound(quinn, classroom, word, 1);
  await isOffered(quinn, classroom, word.slice(0, 5), word);
  const page = await openChannel(classroom.owner, classroom.general);
  await page.keyboard.press("Control+Shift+F");
  await expect(field(page)).toBeFocused();
  await page.keyboard.type("heap quokk");
  const list = page.getByRole("listbox", { name: "What it can be completed to" });
  const options = list.getByRole("option");
  await expect(options).toContainText(["quokkas", "Zoë Quokkason"]);
  await page.keyboard.press("Escape");
  await expect(list).toHaveCount(0);
  // People by a name that is not their handle, which becomes a filter.
  await field(page).fill("quokkason");
  await expect(options).toContainText([`written by @${quinn.handle}`]);
  await page.keyboard.press("ArrowDown");
  await expect(field(page)).toHaveAttribute("aria-activedescendant", (await options.first().getAttribute("id")) ?? "");
  await page.keyboard.press("Enter");
  await expect(field(page)).toHaveValue(`from:${quinn.handle} `);
  await expect(results(page)).toHaveCount(1);
  // A word that was said where I may read; Tab takes it.
  await field(page).fill(word.slice(0, -2));
  await expect(options.filter({ hasText: word })).toBeVisible();
  await page.keyboard.press("Tab");
  await expect(field(page)).toHaveValue(`${word} `);
  await expect(field(page)).toBeFocused();
  await expect(list).toHaveCount(0);
  await expect(results(page)).toHaveCount(1);
  // What was searched for takes the place of all that was typed.
  await field(page).fill(word.slice(0, 4));
  await options.filter({ hasText: "searched for lately" }).filter({ hasText: word }).click();
  await expect(field(page)).toHaveValue(word);
});

test("R121: a wrong filter is said to be wrong, with what would be right one press away; nothing found says what helps", async ({
  classroom,
  open,
}) => {
  await say(classroom.owner, classroom.general, "This is `code` of mine");
  await isFound(classroom.owner, classroom, "has:code", 1);
  const page = await open(classroom.owner, `/w/${classroom.id}/search?q=has:cod`);
  await expect(page.getByText("has: takes code, link,", { exact: false })).toBeVisible();
  await page.getByRole("button", { name: "Search for has:code" }).click();
  await expect(results(page)).toHaveCount(1);
  await field(page).fill("xyzzyqwerty");
  await expect(page.getByRole("heading", { name: "Nothing found" })).toBeVisible();
});

test("R121 R118: who or which channel was meant is named, and what was misspelt too, each one press away", async ({
  classroom,
  open,
}) => {
  const ben = await classroom.join("Ben Baker");
  const channel = await classroom.channel(classroom.owner, { name: "recursion-lab" }, ben);
  await say(ben, channel, "What is recursion good for?");
  await isFound(classroom.owner, classroom, "recursion", 1);
  const page = await open(classroom.owner, `/w/${classroom.id}/search?q=recursion%20in:recursion-lbb`);
  await expect(page.getByText("You aren't in a channel called recursion-lbb.")).toBeVisible();
  await page.getByRole("button", { name: "Search for recursion in:recursion-lab" }).click();
  await expect(results(page)).toHaveCount(1);
  await field(page).fill("recursion from:bakerr");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: `Search for recursion from:${ben.handle}` }).click();
  await expect(results(page)).toHaveCount(1);
  await field(page).fill("recurson good");
  await page.getByRole("button", { name: "Did you mean recursion good?" }).click();
  await expect(field(page)).toHaveValue("recursion good");
  await expect(results(page)).toHaveCount(1);
});

test("I8: where search is away it says so and what to do, and the chat goes on", async ({ classroom, openChannel }) => {
  await say(classroom.owner, classroom.general, "A heap is a tree");
  await isFound(classroom.owner, classroom, "heap", 1);
  const page = await openChannel(classroom.owner, classroom.general);
  const sentence = "Search can't be reached right now. Everything else works.";
  const away = { code: "unavailable", reason: "search_away", sentence, retryAfter: 5_000 };
  await page.route(/\/search(?:\/suggestions)?\?/u, (route) =>
    route.request().resourceType() === "fetch" ? route.fulfill({ status: 503, json: away }) : route.fallback(),
  );
  await page.keyboard.press("Control+Shift+F");
  await expect(field(page)).toBeFocused();
  await page.keyboard.type("heap");
  await expect(page.getByText(sentence)).toBeVisible();
  await expect(page.getByRole("button", { name: "Try again" })).toBeVisible();
  await inSidebar(page, "general").click();
  await composer(page).fill("Still here");
  await page.keyboard.press("Enter");
  await expect(message(page, "Still here")).toBeVisible();
  await page.unrouteAll();
  // Who comes back to it asks anew.
  await page.goBack();
  await expect(results(page)).toHaveCount(1);
});

test("R14 R93: on a phone, from the search of a channel to a reply in a thread, marked, and Back to the same place", async ({
  classroom,
  openChannel,
}) => {
  const ben = await classroom.join("Ben Baker");
  const channel = await classroom.channel(classroom.owner, { name: "lab" }, ben);
  await say(ben, channel, "How are trees balanced?");
  const thread = await classroom.owner.api.call("threads.start", { channel: channel.id, seq: 1 });
  await say(classroom.owner, thread.channel, "By rotations, see AVL");
  await say(ben, classroom.general, "Rotations are in the exam");
  await isFound(ben, classroom, "rotations", 2);
  const page = await openChannel(ben, channel, { viewport: { width: 390, height: 844 } });
  await page.keyboard.press("Control+f");
  await expect(field(page)).toHaveValue("in:#lab ");
  await field(page).pressSequentially("rotations");
  await expect(results(page)).toHaveCount(1);
  await expect(results(page)).toContainText("In a thread: How are trees balanced?");
  await expectNoSidewaysScroll(page);
  await results(page).click();
  await expect(page).toHaveURL(/thread=/u);
  await expect(message(page, "By rotations, see AVL")).toBeInViewport();
  await expect.poll(() => markedOnLanding(page)).toEqual(["rotations"]);
  await page.goBack();
  await expect(field(page)).toHaveValue("in:#lab rotations");
  await expect(results(page)).toBeFocused();
});

test("R119: what I searched for and what I saved stand on the empty page of all my devices, for me alone, until I clear them", async ({
  classroom,
  open,
}) => {
  const ben = await classroom.join("Ben Baker");
  await say(ben, classroom.general, "A heap is a tree in an array");
  await isFound(ben, classroom, "heap", 1);
  const address = `/w/${classroom.id}/search`;
  const laptop = await open(ben, address);
  await field(laptop).fill("heap");
  await field(laptop).press("Enter");
  await expect(results(laptop)).toHaveCount(1);
  await field(laptop).fill("heap has:link");
  await laptop.getByRole("button", { name: "Save this search" }).click();
  await expect(laptop.getByRole("button", { name: "Do not save this search any more" })).toBeVisible();

  // What finds nothing, or is refused, is nothing to come back to.
  for (const query of ["xyzzyqwerty", "has:cake", "!!!"]) {
    await field(laptop).fill(query);
    await field(laptop).press("Enter");
    await expect(laptop.getByText(/Nothing found|has: takes|There's no word in that/u)).toBeVisible();
  }

  const phone = await open(ben, address, { viewport: { width: 390, height: 844 } });
  const recent = phone.getByRole("region", { name: "Recent searches" });
  const saved = phone.getByRole("region", { name: "Saved searches" });
  await expect(saved.getByRole("listitem")).toHaveText(["heap has:link"]);
  await expect(recent.getByRole("listitem")).toHaveText(["heap"]);
  await recent.getByRole("button", { name: "heap", exact: true }).click();
  await expect(results(phone)).toHaveCount(1);
  await phone.getByRole("button", { name: "Clear the search" }).click();
  await recent.getByRole("button", { name: "Clear", exact: true }).click();
  await expect(recent).toHaveCount(0);
  await saved.getByRole("button", { name: "Remove heap has:link from the list" }).click();
  await expect(saved).toHaveCount(0);
  const other = await open(classroom.owner, address);
  await expect(other.getByRole("heading", { name: "What you can search for" })).toBeVisible();
  await expect(other.getByRole("region", { name: /searches$/u })).toHaveCount(0);
});

test("I5 R82: a student finds no word of a private channel, nor whose it is, nor that it is there", async ({
  classroom,
  openChannel,
}) => {
  const ben = await classroom.join("Ben Baker");
  const secret = await classroom.channel(classroom.owner, { name: "staffroom", kind: "private" });
  await say(classroom.owner, secret, "The exam asks for zugzwang");
  await say(classroom.owner, classroom.general, "The exam is on Friday");
  await isFound(classroom.owner, classroom, "exam", 2);
  const page = await openChannel(ben, classroom.general);
  await page.keyboard.press("Control+Shift+F");
  await field(page).fill("exam");
  await expect(results(page)).toHaveCount(1);
  await expect(results(page)).toContainText("The exam is on Friday");
  await field(page).fill("zugzwang");
  await expect(page.getByRole("heading", { name: "Nothing found" })).toBeVisible();
  await field(page).fill("in:staff");
  await expect(page.getByRole("option")).toHaveCount(0);
  await field(page).press("Enter");
  await expect(page.getByText("You aren't in a channel called staff")).toBeVisible();
  await expect(page.getByRole("main")).not.toContainText("zugzwang");
});

test("I5: what was found in a channel is gone from the page when one is taken out of it", async ({
  classroom,
  openChannel,
}) => {
  const ben = await classroom.join("Ben Baker");
  const lab = await classroom.channel(classroom.owner, { name: "lab", kind: "private" }, ben);
  await say(classroom.owner, lab, "The result is forty-two");
  await isFound(ben, classroom, "result", 1);
  const page = await openChannel(ben, classroom.general);
  await page.keyboard.press("Control+Shift+F");
  await field(page).fill("result");
  await expect(results(page)).toHaveCount(1);
  await classroom.owner.api.call("memberships.remove", { channel: lab.id, member: ben.id });
  await expect(inSidebar(page, "lab")).toHaveCount(0);
  await expect(results(page)).toHaveCount(0);
  await expect(page.getByText("forty-two")).toHaveCount(0);
});

test("R149 R93: the page of a search has nothing for axe to find, on a phone and on a laptop, light and dark", async ({
  classroom,
  open,
}) => {
  test.setTimeout(120_000);
  await say(classroom.owner, classroom.general, "A heap is a tree in an array");
  await isFound(classroom.owner, classroom, "heap", 1);
  const page = await open(classroom.owner, `/w/${classroom.id}/search`);
  await expect(page.getByRole("heading", { name: "What you can search for" })).toBeVisible();
  const found: string[] = [];
  for (const query of ["", "heap -from:nobody in:#general", "heap from:me order"]) {
    await field(page).fill(query);
    await field(page).press("Enter");
    await expect(page.getByRole("main").locator("[aria-busy=true]")).toHaveCount(0);
    for (const size of [
      { width: 1280, height: 800 },
      { width: 320, height: 640 },
    ]) {
      await page.setViewportSize(size);
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        const { violations } = await axeOn(page).analyze();
        found.push(
          ...violations.map(
            ({ id, nodes }) => `${query}, ${size.width} px, ${colorScheme}: ${id}: ${nodes[0]?.html ?? ""}`,
          ),
        );
      }
      await expectNoSidewaysScroll(page);
    }
  }
  expect(found).toEqual([]);
});
