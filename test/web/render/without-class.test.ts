/** Somebody who left their only class: the settings stand in a class, so what they have is where one joins. */
import { expect, onTestFinished, test, vi } from "vitest";
import type { Account } from "../../../protocol/index.ts";
import { me } from "../../../web/src/lib/class/account/account.svelte.ts";
import JoinPage from "../../../web/src/routes/join/+page.svelte";
import { click, drawn, eventually, screen } from "./support/drawn.ts";

const { went } = vi.hoisted(() => ({ went: [] as string[] }));
vi.mock("$app/navigation", () => ({ goto: (to: string) => void went.push(to) }));

const account = (workspaces: object[]) =>
  ({ id: "a", handle: "ada", guest: false, hasPassword: true, passkeys: [], workspaces }) as unknown as Account;
const answers: Record<string, () => unknown> = {
  "account.left": () => ({ left: [{ workspace: "w", name: "Physics", until: Date.now() + 1 }] }),
  "account.comeBack": () => ({}),
  "account.session": () => ({ account: account([{ id: "w", name: "Physics", role: "student" }]) }),
};
function signedIn(workspaces: object[]) {
  vi.spyOn(me.api, "call").mockImplementation((async (route: string) => answers[route]?.()) as never);
  me.accept(account(workspaces));
  onTestFinished(() => (vi.restoreAllMocks(), me.forget()));
}

test("they come back into it, save their words, close or erase their account, and sign out", async () => {
  signedIn([]);
  const page = drawn(JoinPage, {});
  await eventually(() => expect(page.queryByRole("button", { name: "Come back to Physics" })).not.toBeNull());
  for (const name of ["Save my words", "Close my account", "Erase everything of mine", "Sign out"])
    expect(page.queryByRole("button", { name }), name).not.toBeNull();
  expect(page.queryByRole("link", { name: "Sign in" })).toBeNull();
  click(page.getByRole("button", { name: "Come back to Physics" }));
  await eventually(() => expect(went).toEqual(["/w/w"]));
  // In a class again: the rest stands in its settings.
  await eventually(() => expect(page.queryByRole("button", { name: "Close my account" })).toBeNull());
});

test("who is not signed in is offered to, and nothing of an account", () => {
  const page = drawn(JoinPage, {});
  expect(page.getByRole("link", { name: "Sign in" })).toBeTruthy();
  expect(page.queryByRole("button", { name: "Sign out" })).toBeNull();
  expect(screen.queryByText("My words")).toBeNull();
});
