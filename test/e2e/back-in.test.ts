/** Back in without the password: a link by the teaching team, in four browsers; and a phone by the code on a screen. */
import type { Page } from "@playwright/test";
import { composer } from "./support/screen.ts";
import { expect, test } from "./support/test.ts";

const valueOf = async (page: Page, label: string) =>
  (await page.getByText(label, { exact: true }).locator("xpath=..").locator(".value").textContent()) ?? "";

test("R142: a link from the teacher's card lets a student back in once, tells their open window, and is written down", async ({
  classroom,
  browserOf,
  open,
}) => {
  const ben = await classroom.join("Ben Baker");
  const cleo = await classroom.join("Cleo Clark");
  const his = await (await browserOf(ben)).newPage();
  // What says it is still on its way when it is told: it is told once, and said then.
  const { promise: isTold, resolve: tell } = Promise.withResolvers<void>();
  await his.route("**/_app/immutable/**/*.js", async (route) => {
    const response = await route.fetch();
    const body = await response.text();
    if (body.includes("linkMade")) await isTold;
    await route.fulfill({ response, body });
  });
  await his.goto(`/c/${classroom.general.id}`);
  await expect(composer(his)).toBeVisible();

  const teacher = await open(classroom.owner, `/w/${classroom.id}/people`);
  await teacher.getByRole("button", { name: /Ben Baker/u }).click();
  await teacher.getByRole("button", { name: "Sign-in link" }).click();
  const dialog = teacher.getByRole("dialog", { name: "Sign-in link for Ben Baker" });
  await dialog.getByRole("button", { name: "Make the link" }).click();
  await expect(dialog.getByRole("img", { name: "The link as a code for a camera" })).toBeVisible();
  const link = await valueOf(teacher, "Link");
  tell();
  await expect(his.getByText("Tess Teacher made a sign-in link for your account.")).toBeVisible();

  // Where somebody else is signed in it says so, and uses nothing up.
  const theirs = await open(cleo, link);
  await expect(theirs.getByText(`You're signed in as @${cleo.handle} on this device.`)).toBeVisible();
  await theirs.getByRole("link", { name: `Stay @${cleo.handle}` }).click();
  await expect(composer(theirs)).toBeVisible();

  const fresh = await open(undefined, link);
  await fresh.getByRole("button", { name: `Sign in as @${ben.handle}` }).click();
  await fresh.getByLabel("New password", { exact: true }).fill("a new battery");
  await fresh.getByRole("button", { name: "Set the new password" }).click();
  await expect(composer(fresh)).toBeVisible();

  const late = await open(undefined, link);
  await expect(late.getByRole("heading", { name: "This link doesn't open anything" })).toBeVisible();
  await expect(late.getByText("it was used, a newer one was made, or its day is over")).toBeVisible();

  await teacher.goto(`/w/${classroom.id}/settings/audit`);
  const done = teacher.getByRole("list", { name: "What was done" });
  await expect(done.getByRole("listitem")).toHaveCount(2);
  await expect(done.getByRole("listitem").last()).toContainText("Tess Teacher made a sign-in link");
  await teacher.getByRole("combobox", { name: "What" }).selectOption({ label: "changed a role" });
  await expect(teacher.getByRole("heading", { name: "Nothing here" })).toBeVisible();
});

test("R142: a phone reads the code on the screen, shows a number, and is in after a yes to it", async ({
  classroom,
  open,
  browserOf,
}) => {
  const ben = await classroom.join("Ben Baker");
  const screen = await open(ben, "/settings/devices");
  const offered = screen.waitForResponse((answer) => answer.url().endsWith("/api/account/phone"));
  await screen.getByRole("button", { name: "Show a code" }).click();
  const dialog = screen.getByRole("dialog", { name: "Sign in on a phone" });
  await expect(dialog.getByRole("img", { name: "A code for the camera of your phone" })).toBeVisible();
  const { token } = (await (await offered).json()) as { token: string };

  const phone = await (await browserOf(undefined)).newPage();
  await phone.goto(`/phone#${token}`);
  await phone.getByRole("button", { name: "Sign in here" }).click();
  const number = await phone.locator(".number").textContent();
  await expect(dialog.locator(".number")).toHaveText(number ?? "");
  await dialog.getByRole("button", { name: "Yes, that's my phone" }).click();
  await expect(composer(phone)).toBeVisible();
  await expect(dialog.getByText("Your phone is signed in.")).toBeVisible();
});

test("recovery codes are shown at sign-up, and one of them opens the account again", async ({ classroom, open }) => {
  const page = await open(undefined, `/join/${classroom.joinCode}`);
  const handle = `dora.${Date.now().toString(36).slice(-6)}`;
  await page.getByRole("textbox", { name: "Name" }).fill("Dora Dean");
  await page.getByRole("textbox", { name: "Handle" }).fill(handle);
  await page.getByLabel("Password", { exact: true }).fill("soon forgotten");
  await page.getByRole("button", { name: "Join Physics 2" }).click();
  const codes = page.getByRole("list", { name: "Recovery codes" }).getByRole("listitem");
  await expect(codes).toHaveCount(8);
  const code = (await codes.first().textContent()) ?? "";
  await page.getByRole("button", { name: "I've kept them" }).click();
  await expect(codes).toHaveCount(0);

  const other = await open(undefined, "/sign-in");
  await other.getByRole("link", { name: "Forgot it?" }).click();
  await expect(other.getByRole("heading", { name: "Forgot your password?" })).toBeVisible();
  await other.getByRole("textbox", { name: "Handle" }).fill(handle);
  await other.getByRole("textbox", { name: "Recovery code" }).fill(code.toUpperCase());
  await other.getByRole("button", { name: "Sign in with the code" }).click();
  await expect(other.getByText("7 recovery codes are left.")).toBeVisible();
  await other.getByRole("button", { name: "Not now" }).click();
  await expect(composer(other)).toBeVisible();
});

test("R81: in a low window a passkey is offered in a line under the field, and the channels and direct messages keep their room", async ({
  classroom,
  open,
}) => {
  const page = await open(classroom.owner, `/c/${classroom.general.id}`);
  await page.evaluate(() => localStorage.setItem("place.passkeyOffer", "soon"));
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.reload();
  const offer = page.getByRole("region", { name: "A passkey for this device" });
  await expect(offer).toBeVisible();
  const field = (await composer(page).boundingBox())!;
  const box = (await offer.boundingBox())!;
  expect(box.y).toBeGreaterThan(field.y + field.height);
  expect(box.height).toBeLessThan(60);
  const own = (await page
    .getByRole("link", { name: /settings/iu })
    .last()
    .boundingBox())!;
  expect(own.y + own.height).toBeGreaterThan(box.y);
  // A tall one has room for it under the list.
  await page.setViewportSize({ width: 1280, height: 1000 });
  await expect.poll(async () => (await offer.boundingBox())!.x).toBeLessThan(100);
});
