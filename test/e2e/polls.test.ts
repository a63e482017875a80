/** Polls, with two people at once. */
import type { Locator, Page } from "@playwright/test";
import type { PollDraft } from "../../protocol/index.ts";
import { mintMessageId } from "../../client/message-id.ts";
import { axeOn } from "./support/axe.ts";
import { Network } from "./support/network.ts";
import type { Person } from "./support/people.ts";
import { composer, fontsAreThere, log, state } from "./support/screen.ts";
import { expect, test } from "./support/test.ts";

const poll = (page: Page, question: string): Locator =>
  log(page).getByRole("article").filter({ hasText: question }).getByRole("group", { name: "Poll", exact: true });
const option = (card: Locator, words: string): Locator => card.getByRole("listitem").filter({ hasText: words });
const count = (card: Locator, words: string): Locator => option(card, words).locator(".count");

async function ask(by: Person, channel: { id: string }, draft: Partial<PollDraft> = {}) {
  const question = draft.question ?? "When do we meet?";
  const { message } = await by.api.call(
    "messages.post",
    { channel: channel.id },
    {
      id: mintMessageId(Date.now()),
      body: question,
      poll: { question, options: ["Monday", "Tuesday"], ...draft },
    },
  );
  return message;
}
const vote = (by: Person, channel: { id: string }, seq: number, ...choices: number[]) =>
  by.api.call("messages.act", { channel: channel.id, seq }, { act: { type: "vote", choices } });

test("R37: a poll made with /poll is there for the other at once; both vote, and both see two votes", async ({
  classroom,
  openChannel,
}) => {
  const ada = await classroom.join("Ada Lovelace");
  const [mine, hers] = [
    await openChannel(classroom.owner, classroom.general),
    await openChannel(ada, classroom.general),
  ];
  await composer(mine).pressSequentially("/poll When do we meet?");
  await composer(mine).press("Enter");
  const maker = mine.getByRole("dialog", { name: "Make a poll" });
  await expect(maker.getByRole("textbox", { name: "Question" })).toHaveValue("When do we meet?");
  await expect(maker.getByRole("textbox", { name: "Option 1" })).toBeFocused();
  await mine.keyboard.type("Monday");
  await mine.keyboard.press("Enter");
  await mine.keyboard.type("Tuesday");
  await mine.keyboard.press("Enter");
  await mine.keyboard.type("Tuesday");
  await maker.getByRole("button", { name: "Send to #general" }).click();
  await expect(maker.getByText("“Tuesday” stands there twice.")).toBeVisible();
  await maker.getByRole("textbox", { name: "Option 3" }).fill("Friday");
  await maker.getByRole("button", { name: "Send to #general" }).click();
  await expect(maker).toHaveCount(0);
  const [here, there] = [poll(mine, "When do we meet?"), poll(hers, "When do we meet?")];
  await expect(there.getByRole("radio")).toHaveCount(3);
  await expect(state(log(mine), "Saved")).toBeAttached();
  await there.getByRole("radio", { name: /Tuesday/u }).check();
  await expect(count(here, "Tuesday")).toHaveText(/^1/u);
  await here.getByText("Tuesday").click();
  for (const card of [here, there]) {
    await expect(count(card, "Tuesday")).toHaveText(/^2/u);
    await expect(card).toContainText("2 people voted");
  }
  // A vote in an open ballot is changed, and taken back.
  await there.getByRole("radio", { name: /Monday/u }).check();
  for (const card of [here, there]) await expect(count(card, "Monday")).toHaveText(/^1/u);
  await there.getByRole("button", { name: "Take back my vote" }).click();
  for (const card of [here, there]) await expect(card).toContainText("1 person voted");
  await there.getByRole("button", { name: "1 person voted" }).click();
  await expect(hers.getByRole("dialog").getByRole("region", { name: "Tuesday" })).toContainText("Tess Teacher");
  // And it is all there after a reload.
  await mine.reload();
  await expect(here.getByRole("radio", { name: /Tuesday/u })).toBeChecked();
});

test("R38: only who made the poll or the teaching team sees Close and Reveal; a reveal shows to all at once, a close ends it", async ({
  classroom,
  openChannel,
}) => {
  const ada = await classroom.join("Ada Lovelace");
  const ben = await classroom.join("Ben Baker");
  const { seq } = await ask(ada, classroom.general, { sealed: true });
  await vote(ben, classroom.general, seq, 1);
  const [hers, his, staff] = [
    await openChannel(ada, classroom.general),
    await openChannel(ben, classroom.general),
    await openChannel(classroom.owner, classroom.general),
  ];
  const [maker, voter, teacher] = [hers, his, staff].map((page) => poll(page, "When do we meet?")) as [
    Locator,
    Locator,
    Locator,
  ];
  for (const card of [maker, teacher]) {
    await expect(card.getByRole("button", { name: "Close", exact: true })).toBeVisible();
    await expect(card.getByRole("button", { name: "Reveal", exact: true })).toBeVisible();
  }
  for (const card of [maker, voter, teacher]) {
    await expect(card).toContainText("Results are sealed until they are revealed");
    await expect(card.locator(".count")).toHaveCount(0);
  }
  await expect(voter).toContainText("You voted");
  await expect(voter.getByRole("button", { name: /^(?:Close|Reveal)$/u })).toHaveCount(0);
  await maker.getByRole("button", { name: "Reveal", exact: true }).click();
  await hers
    .getByRole("dialog", { name: "Reveal the results?" })
    .getByRole("button", { name: "Reveal the results" })
    .click();
  for (const card of [maker, voter, teacher]) await expect(count(card, "Tuesday")).toHaveText(/^1/u);
  await expect(voter.getByRole("radio", { name: /Tuesday/u })).toBeChecked();
  await teacher.getByRole("button", { name: "Close", exact: true }).click();
  await staff.getByRole("dialog", { name: "Close this poll?" }).getByRole("button", { name: "Close the poll" }).click();
  for (const card of [maker, voter]) {
    await expect(card).toContainText("Closed");
    await expect(card.getByRole("radio", { name: /Monday/u, includeHidden: true })).toBeDisabled();
  }
});

test("R38: a secret vote is cast on purpose and cannot be changed; results show at the close, and never who voted what", async ({
  classroom,
  openChannel,
}) => {
  const ada = await classroom.join("Ada Lovelace");
  await ask(classroom.owner, classroom.general, { secret: true });
  const [mine, hers] = [
    await openChannel(classroom.owner, classroom.general),
    await openChannel(ada, classroom.general),
  ];
  const [here, there] = [poll(mine, "When do we meet?"), poll(hers, "When do we meet?")];
  await expect(there).toContainText("Secret ballot: nobody sees who voted what");
  await there.getByRole("radio", { name: /Monday/u }).check();
  await expect(there).toContainText("A secret vote cannot be changed or taken back.");
  await there.getByRole("radio", { name: /Tuesday/u }).check();
  await there.getByRole("button", { name: "Cast my vote" }).click();
  for (const card of [here, there]) {
    await expect(card).toContainText("1 person voted");
    await expect(card.locator(".count")).toHaveCount(0);
  }
  await expect(there).toContainText("You voted");
  await expect(there.getByRole("radio", { name: /Monday/u })).toBeDisabled();
  await expect(there.getByRole("button", { name: "Take back my vote" })).toHaveCount(0);
  await here.getByRole("button", { name: "Close", exact: true }).click();
  await mine.getByRole("dialog", { name: "Close this poll?" }).getByRole("button", { name: "Close the poll" }).click();
  for (const card of [here, there]) await expect(count(card, "Tuesday")).toHaveText(/^1/u);
  await here.getByRole("button", { name: "1 person voted" }).click();
  const voters = mine.getByRole("dialog", { name: "When do we meet?" });
  await expect(voters).toContainText("What they voted is not kept anywhere");
  await expect(voters).toContainText("Ada Lovelace");
  await expect(voters).not.toContainText("Tuesday");
});

test("R37: several choices, and an option that a voter adds where the maker allows it", async ({
  classroom,
  openChannel,
}) => {
  const ada = await classroom.join("Ada Lovelace");
  await ask(classroom.owner, classroom.general, { multiple: true, open: true });
  await ask(classroom.owner, classroom.general, { question: "And where?" });
  const [mine, hers] = [
    await openChannel(classroom.owner, classroom.general),
    await openChannel(ada, classroom.general),
  ];
  const [here, there] = [poll(mine, "When do we meet?"), poll(hers, "When do we meet?")];
  await expect(poll(hers, "And where?").getByRole("button", { name: "Add an option" })).toHaveCount(0);
  await there.getByRole("checkbox", { name: /Monday/u }).check();
  await there.getByRole("checkbox", { name: /Tuesday/u }).check();
  await expect(here).toContainText("1 person voted");
  await expect(count(here, "Monday")).toHaveText(/^1/u);
  await expect(count(here, "Tuesday")).toHaveText(/^1/u);
  await there.getByRole("button", { name: "Add an option" }).click();
  await hers.keyboard.type("Sunday");
  await hers.keyboard.press("Enter");
  await expect(here.getByRole("checkbox", { name: /Sunday/u })).toBeVisible();
});

test("R37: twenty votes at once move the bars and nothing else: the card keeps its height", async ({
  classroom,
  openChannel,
}) => {
  const voters = await Promise.all(Array.from({ length: 20 }, (_, index) => classroom.join(`Voter ${index}`)));
  const { seq } = await ask(classroom.owner, classroom.general);
  const page = await openChannel(classroom.owner, classroom.general);
  const card = poll(page, "When do we meet?");
  await expect(card.getByRole("radio")).toHaveCount(2);
  await fontsAreThere(page);
  const before = await card.boundingBox();
  await Promise.all(voters.map((voter, index) => vote(voter, classroom.general, seq, index % 2)));
  await expect(card).toContainText("20 people voted");
  await expect(count(card, "Monday")).toHaveText(/^10/u);
  await expect(count(card, "Tuesday")).toHaveText(/^10/u);
  expect((await card.boundingBox())?.height).toBe(before?.height);
});

test("I8: a vote made while nothing answers is shown at once and goes out when the channel is back", async ({
  classroom,
  browserOf,
}) => {
  const ada = await classroom.join("Ada Lovelace");
  const { seq } = await ask(classroom.owner, classroom.general);
  const context = await browserOf(ada);
  const network = await Network.of(context);
  const page = await context.newPage();
  await page.goto(`/c/${classroom.general.id}`);
  const card = poll(page, "When do we meet?");
  await expect(card.getByRole("radio")).toHaveCount(2);
  await network.goDown();
  await card.getByText("Monday").click();
  await expect(card).toContainText("1 person voted");
  await network.comeBack();
  await expect
    .poll(async () => {
      const { messages } = await classroom.owner.api.call(
        "messages.page",
        { channel: classroom.general.id },
        {
          around: seq,
          limit: 1,
          rev: 99,
        },
      );
      return messages[0]?.meta?.poll?.voted;
    })
    .toEqual([ada.id]);
});

test("a poll that was closed meanwhile says so when somebody votes, and the vote is undone on the screen", async ({
  classroom,
  browserOf,
}) => {
  const ada = await classroom.join("Ada Lovelace");
  const { seq } = await ask(classroom.owner, classroom.general);
  const context = await browserOf(ada);
  const network = await Network.of(context);
  const page = await context.newPage();
  await page.goto(`/c/${classroom.general.id}`);
  const card = poll(page, "When do we meet?");
  await expect(card.getByRole("radio")).toHaveCount(2);
  await network.goDown();
  await card.getByText("Monday").click();
  await expect(card).toContainText("1 person voted");
  await classroom.owner.api.call(
    "messages.act",
    { channel: classroom.general.id, seq },
    { act: { type: "closePoll" } },
  );
  await network.comeBack();
  await expect(page.getByText("Your vote was not counted.")).toBeVisible();
  await expect(card).toContainText("Nobody voted yet");
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`R149: axe finds nothing wrong with polls, the maker of polls and completions (${colorScheme})`, async ({
    classroom,
    openChannel,
  }) => {
    await classroom.join("Ada Lovelace");
    await ask(classroom.owner, classroom.general, { sealed: true });
    await ask(classroom.owner, classroom.general, { question: "And where?", multiple: true });
    const page = await openChannel(classroom.owner, classroom.general, { colorScheme });
    const wrong = async () => (await axeOn(page).analyze()).violations.map(({ id, nodes }) => [id, nodes[0]?.html]);
    await poll(page, "And where?").getByText("Monday").click();
    await expect(poll(page, "And where?")).toContainText("1 person voted");
    expect(await wrong()).toEqual([]);
    await composer(page).pressSequentially("@");
    await expect(page.getByRole("listbox", { name: "People" })).toBeVisible();
    expect(await wrong()).toEqual([]);
    await composer(page).fill("/poll");
    await composer(page).press("Enter");
    const maker = page.getByRole("dialog", { name: "Make a poll" });
    await maker.getByRole("button", { name: /^Send to/u }).click();
    await expect(maker.getByText("Ask something.")).toBeVisible();
    await maker.evaluate((dialog) =>
      Promise.all(dialog.getAnimations({ subtree: true }).map(({ finished }) => finished)),
    );
    expect(await wrong()).toEqual([]);
  });
}
