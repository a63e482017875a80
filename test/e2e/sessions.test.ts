/** Staying signed in, seeing where, and ending it elsewhere. */
import { say } from "./support/classroom.ts";
import { accountOf } from "./support/people.ts";
import { composer, log, message } from "./support/screen.ts";
import { expect, test } from "./support/test.ts";

test("R147: the browser is closed and opened again, and I am still signed in, in the channel where I was", async ({
  classroom,
  browserOf,
}) => {
  const channel = await classroom.channel(classroom.owner, { name: "notes" });
  await say(classroom.owner, channel, "Where I was");
  const before = await browserOf(classroom.owner);
  const page = await before.newPage();
  await page.goto(`/c/${channel.id}`);
  await expect(message(page, "Where I was")).toBeVisible();
  await composer(page).pressSequentially("Still to be said");
  await page.close();
  const storageState = await before.storageState({ indexedDB: true });
  await before.close();
  const again = await (await browserOf(undefined, { storageState })).newPage();
  await again.goto("/");
  await expect(again).toHaveURL(new RegExp(`/c/${channel.id}$`, "u"));
  await expect(message(again, "Where I was")).toBeVisible();
  await expect(composer(again)).toHaveValue("Still to be said");
});

test("R91 I6: I sign out my other device from the list of devices, and it shows the sign-in page at once", async ({
  classroom,
  open,
  openChannel,
  origin,
}) => {
  const { owner } = classroom;
  const laptop = await open(undefined, "/sign-in");
  await laptop.getByRole("textbox", { name: "Handle" }).fill(owner.handle);
  await laptop.getByLabel("Password", { exact: true }).fill(owner.password);
  await laptop.getByRole("button", { name: "Sign in" }).click();
  await expect(composer(laptop)).toBeVisible();
  const phone = await openChannel(owner, classroom.general);

  await laptop.goto(`${origin}/settings/devices`);
  await expect(laptop.getByRole("button", { name: "Sign out here" })).toBeVisible();
  await laptop.getByRole("button", { name: /^Sign out on /u }).click();
  await expect(phone.getByRole("heading", { name: "Sign in" })).toBeVisible({ timeout: 5_000 });
  await expect(log(phone)).toHaveCount(0);
  await expect(laptop.getByRole("heading", { name: "Your settings" })).toBeVisible();
  await phone.goBack();
  await expect(log(phone)).toHaveCount(0);
});

test("I9: a wrong password is refused in words that do not tell whether the handle exists, and what was typed stays", async ({
  classroom,
  open,
}) => {
  const { handle } = accountOf(await classroom.join("Ben Baker"));
  const page = await open(undefined, "/sign-in");
  for (const tried of [handle, `${handle}x`]) {
    await page.getByRole("textbox", { name: "Handle" }).fill(tried);
    await page.getByLabel("Password", { exact: true }).fill("not the password");
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByText("That handle and password don't match.")).toBeVisible();
    await expect(page.getByRole("textbox", { name: "Handle" })).toHaveValue(tried);
  }
});

test("R147: a link into the class asks a signed-out person to sign in, and then leads where it pointed", async ({
  classroom,
  open,
}) => {
  const { owner, general } = classroom;
  await say(owner, general, "The one that was linked");
  await say(owner, general, "Another one");
  const page = await open(undefined, `/c/${general.id}#1`);
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await page.getByRole("textbox", { name: "Handle" }).fill(owner.handle);
  await page.getByLabel("Password", { exact: true }).fill(owner.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(message(page, "The one that was linked")).toBeFocused();
});
