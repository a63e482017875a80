/** An owner asks the teaching team for a second factor: what a teacher without one sees, does and may again. */
import { Secret, TOTP } from "otpauth";
import { expect, test } from "./support/test.ts";
import { composer, message } from "./support/screen.ts";
import type { Page } from "@playwright/test";

/** What an authenticator app shows. @param step 0: now, 1: half a minute later */
const codeOf = (secret: string, step = 0): string =>
  new TOTP({ secret: Secret.fromBase32(secret), algorithm: "SHA1", digits: 6, period: 30 }).generate({
    timestamp: Date.now() + step * 30_000,
  });

/** Under "Your settings → Account", as a person does it. @returns the secret that the app has from now on */
async function setUp(page: Page, password: string): Promise<string> {
  const section = page.getByRole("region", { name: "Second factor" });
  await section.getByLabel("Your password", { exact: true }).fill(password);
  await section.getByRole("button", { name: "Set it up" }).click();
  const secret = ((await section.getByText(/^[A-Z2-7]{4}( [A-Z2-7]{1,4})+$/u).textContent()) ?? "").replaceAll(" ", "");
  await section.getByRole("textbox", { name: "Code from your app" }).fill(codeOf(secret));
  await section.getByRole("button", { name: "Switch it on" }).click();
  await expect(section.getByText("The second factor is on.")).toBeVisible();
  return secret;
}

test("R141: an owner asks the team for a second factor; a teacher reads and writes meanwhile, sets one up, and is asked for it at the next sign-in", async ({
  classroom,
  open,
  openChannel,
}) => {
  // Two people set one up, and a third window signs in.
  test.slow();
  const { owner, general } = classroom;
  const teacher = await classroom.join("Theo Teacher");
  await owner.api.call("members.edit", { workspace: classroom.id, member: teacher.id }, { role: "teacher" });
  const theirs = await openChannel(teacher, general);

  // The owner is led to their own first: nobody shuts themselves out.
  const page = await open(owner, `/w/${classroom.id}/settings`);
  const asked = page.getByRole("checkbox", { name: "Whoever teaches here needs a second factor" });
  await asked.click();
  await page.getByRole("link", { name: "Set one up" }).click();
  await setUp(page, owner.password);
  await page.goto(`/w/${classroom.id}/settings`);
  await expect(page.getByText(/^Without one: .*Theo Teacher/u)).toBeVisible();
  await asked.click();
  await expect(page.getByText("From now on it is asked of the teaching team.")).toBeVisible();

  // The open window of the teacher hears of it; reading and writing go on.
  await expect(theirs.getByText("Your class asks its teaching team for a second factor.")).toBeVisible();
  await composer(theirs).fill("I teach on");
  await composer(theirs).press("Enter");
  await expect(message(theirs, "I teach on")).toBeVisible();
  await theirs.getByRole("link", { name: "Set one up" }).click();
  const secret = await setUp(theirs, teacher.password);
  await theirs.goto(`/c/${general.id}`);
  await expect(message(theirs, "I teach on")).toBeVisible();
  await expect(theirs.getByText("Your class asks its teaching team")).toHaveCount(0);
  await page.reload();
  await expect(page.getByText("Everyone of the teaching team has one.")).toBeVisible();

  // A password alone opens nothing any more; a wrong code neither.
  const elsewhere = await open(undefined, "/sign-in");
  await elsewhere.getByRole("textbox", { name: "Handle" }).fill(teacher.handle);
  await elsewhere.getByLabel("Password", { exact: true }).fill(teacher.password);
  await elsewhere.getByRole("button", { name: "Sign in" }).click();
  const code = elsewhere.getByRole("textbox", { name: "Code from your app" });
  await code.fill("000000");
  await code.press("Enter");
  await expect(code).toHaveAttribute("aria-invalid", "true");
  // That of this half minute was used when it was switched on; each works once.
  await code.fill(codeOf(secret, 1));
  await code.press("Enter");
  await expect(composer(elsewhere)).toBeVisible();
});
