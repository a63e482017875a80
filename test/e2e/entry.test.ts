/** The ways in: join link, Try it, a class of one's own, a passkey; and what is said to a handle that cannot be. */
import type { Page } from "@playwright/test";
import { say } from "./support/classroom.ts";
import { newHandle } from "./support/people.ts";
import { composer, log, message, state, write } from "./support/screen.ts";
import { expect, test } from "./support/test.ts";

async function fillIn(page: Page, name: string, handle: string, password: string): Promise<void> {
  await page.getByRole("textbox", { name: "Name" }).fill(name);
  await page.getByRole("textbox", { name: "Handle" }).fill(handle);
  await page.getByLabel("Password", { exact: true }).fill(password);
}

test("R24 R81: a student who never was here is in the class by the join link and sends a first message", async ({
  classroom,
  open,
}) => {
  const page = await open(undefined, `/join/${classroom.joinCode}`);
  await expect(page.getByRole("heading", { name: "Join Physics 2" })).toBeVisible();
  await fillIn(page, "Noor Haddad", newHandle("noor"), "a quiet morning");
  await page.getByRole("button", { name: "Join Physics 2" }).click();
  await expect(composer(page)).toBeVisible();
  await write(page, "Hello everyone, I am Noor");
  await expect(state(message(page, "Hello everyone, I am Noor"), "Saved")).toBeAttached();
});

test("R81: the front page takes a join code, however it is written", async ({ classroom, open }) => {
  const page = await open(undefined, "/");
  const spaced = classroom.joinCode.toUpperCase().replace(/(.{4})(?=.)/gu, "$1-");
  await page.getByRole("textbox", { name: "Join with a code" }).fill(spaced);
  await page.getByRole("button", { name: "Join with this code" }).click();
  await expect(page.getByRole("heading", { name: "Join Physics 2" })).toBeVisible();
});

test("R24: Try it puts a visitor into the demo class with one click, and the first message can be sent", async ({
  open,
}) => {
  const page = await open(undefined, "/");
  await page.getByRole("button", { name: "Try it" }).click();
  await expect(composer(page)).toBeVisible();
  await expect(log(page).getByRole("article").first()).toBeVisible();
  await write(page, "Just looking around");
  await expect(state(message(page, "Just looking around"), "Saved")).toBeAttached();
  // Who answers says that nobody sits there, and is marked so.
  await expect(message(page, "I'm played: nobody sits here")).toContainText("Played");
});

test("R81: a teacher makes a class in one form and copies its link, and a student joins by it", async ({
  open,
  browserOf,
}) => {
  const teacher = await browserOf(undefined, { permissions: ["clipboard-read", "clipboard-write"] });
  const page = await teacher.newPage();
  await page.goto("/");
  await page.getByRole("link", { name: "Create a class" }).click();
  await page.getByRole("textbox", { name: "Class" }).fill("Chemistry, spring");
  await fillIn(page, "Maria Skłodowska", newHandle("maria"), "two elements found");
  await page.getByRole("button", { name: "Create the class" }).click();
  await expect(page.getByRole("heading", { name: "Chemistry, spring is open" })).toBeVisible();
  await page.getByRole("button", { name: "Copy link" }).click();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  await page.getByRole("link", { name: "Open the class" }).click();
  await expect(composer(page)).toBeVisible();

  const student = await open(undefined, link);
  await expect(student.getByText("One person is in it.")).toBeVisible();
  await fillIn(student, "Pierre", newHandle("pierre"), "one more of them");
  await student.getByRole("button", { name: "Join Chemistry, spring" }).click();
  await write(student, "Here I am");
  await expect(message(page, "Here I am")).toContainText("Pierre");
});

test("R59: a link to a message, opened signed out, says so, and opens the message once one has joined by the code", async ({
  classroom,
  open,
}) => {
  const { seq } = await say(classroom.owner, classroom.general, "The room is 2.14");
  const page = await open(undefined, `/c/${classroom.general.id}#${seq}`);
  await expect(page.getByText("The link leads to a message in a class.")).toBeVisible();
  await page.getByRole("link", { name: "Join with a code" }).click();
  await expect(page.getByText("the message that the link leads to opens")).toBeVisible();
  await page.getByRole("textbox", { name: "Code" }).fill(classroom.joinCode);
  await page.getByRole("button", { name: "Continue" }).click();
  await fillIn(page, "Late Comer", newHandle("late"), "long enough for it");
  await page.getByRole("button", { name: "Join Physics 2" }).click();
  await expect(page).toHaveURL(new RegExp(`/c/${classroom.general.id}#${seq}$`, "u"));
  await expect(message(page, "The room is 2.14")).toBeVisible();
});

test("R59 R24: a link into the demo class opens for who comes in as a guest, and one into another class does not", async ({
  classroom,
  open,
}) => {
  const known = await open(undefined, "/");
  await known.getByRole("button", { name: "Try it" }).click();
  await expect(composer(known)).toBeVisible();
  const link = `/c/${new URL(known.url()).pathname.split("/").at(-1)}#3`;
  const page = await open(undefined, link);
  await page.getByRole("link", { name: "guests" }).click();
  await page.getByRole("button", { name: "Try it" }).click();
  await expect(page).toHaveURL(new RegExp(`${link}$`, "u"));
  await expect(log(page).locator("[data-seq='3']")).toBeVisible();

  const other = await open(undefined, `/c/${classroom.general.id}#1`);
  await other.getByRole("link", { name: "guests" }).click();
  await other.getByRole("button", { name: "Try it" }).click();
  await expect(composer(other)).toBeVisible();
  expect(other.url()).not.toContain(classroom.general.id);
});

test("R43 R140: a handle that looks like somebody's is refused, and a free one is a click away", async ({
  classroom,
  open,
}) => {
  const ada = await classroom.join("Ada");
  const page = await open(undefined, `/join/${classroom.joinCode}`);
  await fillIn(page, "Another Ada", ada.handle.toUpperCase(), "long enough for it");
  await page.getByRole("button", { name: "Join Physics 2" }).click();
  const handle = page.getByRole("textbox", { name: "Handle" });
  await expect(handle).toHaveAccessibleDescription(/taken/u);
  await page.getByRole("button", { name: /^Take “/u }).click();
  await expect(handle).not.toHaveValue(ada.handle.toUpperCase());
  await page.getByRole("button", { name: "Join Physics 2" }).click();
  await expect(composer(page)).toBeVisible();
});

test("R150: a handle of 21 characters is refused with the reason, and one of 20 is taken", async ({
  classroom,
  open,
}) => {
  const page = await open(undefined, `/join/${classroom.joinCode}`);
  const handle = page.getByRole("textbox", { name: "Handle" });
  const fits = `${newHandle("long")}-abcdefghijklmnop`.slice(0, 19);
  await fillIn(page, "Long Name", `${fits}xy`, "long enough for it");
  await page.getByRole("button", { name: "Join Physics 2" }).click();
  await expect(handle).toHaveAccessibleDescription(/up to 20 characters/u);
  await expect(handle).toHaveValue(`${fits}xy`);
  await handle.fill(`${fits}x`);
  await page.getByRole("button", { name: "Join Physics 2" }).click();
  await expect(composer(page)).toBeVisible();
});

test("R81: a passkey makes an account without a password, and signs in again on a browser that has it", async ({
  classroom,
  browserOf,
  origin,
}) => {
  const context = await browserOf();
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  // A passkey belongs to a name, not to a number: 127.0.0.1 has none.
  const at = (path: string) => new URL(path, origin.replace("127.0.0.1", "localhost")).href;
  await page.goto(at(`/join/${classroom.joinCode}`));
  await page.getByRole("textbox", { name: "Name" }).fill("Key Holder");
  await page.getByRole("textbox", { name: "Handle" }).fill(newHandle("key"));
  await page.getByRole("button", { name: "Use a passkey instead of a password" }).click();
  await expect(composer(page)).toBeVisible();

  await context.clearCookies();
  await page.goto(at("/sign-in"));
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await expect(composer(page)).toBeVisible();
  await write(page, "No password at all");
  await expect(state(message(page, "No password at all"), "Saved")).toBeAttached();
});

test("a visitor's first look at the front page leaves nothing in the browser's console", async ({ open }) => {
  const page = await open(undefined, "/join");
  const complaints: string[] = [];
  page.on("console", (entry) => entry.type() === "error" && complaints.push(entry.text()));
  const asked = page.waitForResponse((answer) => answer.url().endsWith("/api/session"));
  await page.goto("/");
  expect((await asked).status()).toBe(200);
  await expect(page.getByRole("link", { name: "Sign in" })).toBeVisible();
  expect(complaints).toEqual([]);
});

test("I5: the address of a class that is not mine says so, and is asked for no more than once again", async ({
  classroom,
  open,
}) => {
  const ben = await classroom.join("Ben Baker");
  const page = await open(undefined, "/join");
  await page.context().addCookies([{ ...ben.cookie(), url: page.url(), httpOnly: true, sameSite: "Lax" }]);
  let asked = 0;
  page.on("request", (request) => (asked += Number(request.url().endsWith("/bootstrap"))));
  await page.goto("/w/notAClassOfMine1/settings");
  await expect(page.getByRole("link", { name: "Join with a code" })).toBeVisible();
  // Whoever asked on and on would have asked many times until another page is there.
  await page.goto("/w/notAClassOfMine1/people");
  await expect(page.getByRole("link", { name: "Join with a code" })).toBeVisible();
  expect(asked).toBeLessThanOrEqual(4);
});
