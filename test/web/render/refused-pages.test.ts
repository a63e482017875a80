/** Pages of running a class, from the side of who is refused: what they say, what they keep, and what they do not even offer. */
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { RefusedError } from "../../../client/index.ts";
import { refusal, type Message, type RefusalCode, type Role } from "../../../protocol/index.ts";
import { toasts } from "../../../web/src/lib/base/toasts/toasts.svelte.ts";
import { me } from "../../../web/src/lib/class/account/account.svelte.ts";
import Backups from "../../../web/src/lib/features/archive/Backups.svelte";
import DeleteClassDialog from "../../../web/src/lib/features/erasing/DeleteClassDialog.svelte";
import DeletingClass from "../../../web/src/lib/features/erasing/DeletingClass.svelte";
import RosterPage from "../../../web/src/lib/features/roster/RosterPage.svelte";
import LinkedAccounts from "../../../web/src/lib/features/signing-in/LinkedAccounts.svelte";
import StatusPage from "../../../web/src/lib/features/status/StatusPage.svelte";
import TasksPage from "../../../web/src/lib/features/tasks/TasksPage.svelte";
import { answering, channelOf, classroom, mapOf, memberOf, type Fakes } from "../../support/web-class.ts";
import { click, drawn, eventually, screen, submit, type } from "./support/drawn.ts";

const refused = (code: RefusalCode) => () => Promise.reject(new RefusedError(refusal(code), 403));
const sentence = (code: RefusalCode) => refusal(code).sentence;
function classOf(role: Role, fakes: Fakes, more: object = {}) {
  const { workspace } = classroom(
    {
      channels: mapOf(channelOf("general")),
      members: mapOf(memberOf("ada", { role }), memberOf("ben")),
      me: { member: "ada", role, guest: false },
      workspace: { id: "w", name: "Physics", createdAt: 0, ...more } as never,
    },
    fakes,
  );
  Object.assign(workspace.session, { onEvent: () => () => undefined });
  return workspace;
}
const shown = () => toasts.shown.map(({ text }) => text);

test("the status says why it is not told, and shows no number", async () => {
  const workspace = classOf("student", { "status.read": refused("forbidden") });
  const page = drawn(StatusPage, { workspace });
  await eventually(() => expect(page.getByText(sentence("forbidden"))).toBeTruthy());
  expect(page.queryByRole("heading")).toBeNull();
});

describe("backups", () => {
  test("that are not told offer none to be made", async () => {
    const page = drawn(Backups, { workspace: classOf("teacher", { "backups.list": refused("forbidden") }) });
    await eventually(() => expect(page.getByText(sentence("forbidden"))).toBeTruthy());
    expect(page.queryByRole("button")).toBeNull();
  });

  test("where one is refused those that there are stay, and the reason stands over them", async () => {
    const made = { id: "one", state: "kept", startedAt: 1, bytes: 5, rows: { messages: 3, members: 2, channels: 1 } };
    const workspace = classOf("owner", {
      "backups.list": async () => ({ backups: [made] }),
      "backups.make": refused("too_fast"),
    });
    const page = drawn(Backups, { workspace });
    click(await vi.waitFor(() => page.getByRole("button")));
    await eventually(() => expect(page.getByText(sentence("too_fast"))).toBeTruthy());
    expect(page.getByRole("list").querySelectorAll("li")).toHaveLength(1);
  });
});

test("the roster names nobody to who may not see it, and says why", async () => {
  const page = drawn(RosterPage, { workspace: classOf("student", { "roster.list": refused("forbidden") }) });
  await eventually(() => expect(document.body.textContent).toContain(sentence("forbidden")));
  expect(page.queryByRole("list")).toBeNull();
});

describe("tasks", () => {
  const message = {
    ...{ id: "m", seq: 4, rev: 4, at: 1, author: "ben", body: "Bring the lamp" },
    meta: { task: { by: "ben", at: 1 } },
  } as Message;
  const listed = { "personal.tasks": async () => ({ tasks: [{ channel: "general", message }] }) } satisfies Fakes;

  test("of others have no box to tick for a student", async () => {
    const workspace = classOf("student", listed);
    const page = drawn(TasksPage, {}, { workspace });
    await eventually(() => expect(page.getByText(/Bring the lamp/u)).toBeTruthy());
    expect(page.queryByRole("checkbox")).toBeNull();
  });

  test("one that cannot be ticked stays open, and why is said", async () => {
    const workspace = classOf("teacher", { ...listed, "messages.act": refused("archived") });
    const page = drawn(TasksPage, {}, { workspace });
    const box = await vi.waitFor(() => page.getByRole<HTMLInputElement>("checkbox"));
    click(box);
    await eventually(() => expect(shown()).toEqual([sentence("archived")]));
    expect(box.checked).toBe(false);
    expect(page.getByText(/Bring the lamp/u)).toBeTruthy();
  });
});

describe("the end of a class", () => {
  test("is told to a student, who may neither ask for it nor take it back", () => {
    const leaving = { askedAt: 1, dueAt: 2 };
    const page = drawn(DeletingClass, {}, { workspace: classOf("student", {}, { leaving }) });
    expect(page.getByText(/deleted/iu)).toBeTruthy();
    expect(page.queryByRole("button")).toBeNull();
    expect(drawn(DeletingClass, {}, { workspace: classOf("teacher", {}) }).queryByRole("button")).toBeNull();
  });

  test("asks for the name, and where it is refused nothing is said to go", async () => {
    const asked: unknown[] = [];
    const workspace = classOf("owner", {
      "erasing.deleteClass": (_at, body) => (asked.push(body), refused("forbidden")()),
    });
    const [onasked, onclose] = [vi.fn(), vi.fn()];
    drawn(DeleteClassDialog, { workspace, onasked, onclose }, { workspace });
    const dialog = screen.getByRole("dialog");
    const field = screen.getByRole("textbox");
    const button = screen.getByRole<HTMLButtonElement>("button", { name: /delete/iu });
    type(field, "Chemistry");
    expect(button.disabled).toBe(true);
    type(field, "Physics");
    expect(button.disabled).toBe(false);
    submit(dialog);
    await eventually(() => expect(dialog.textContent).toContain(sentence("forbidden")));
    expect(asked).toEqual([{ name: "Physics" }]);
    expect([onasked.mock.calls, onclose.mock.calls, workspace.workspace.leaving]).toEqual([[], [], undefined]);
  });
});

test("a provider that is refused says why, and the accounts that are linked stay", async () => {
  const call = vi.spyOn(me.api, "call").mockImplementation(answering({ "providers.go": refused("unavailable") }).call);
  onTestFinished(() => call.mockRestore());
  const linked = [{ id: "one", label: "ada@example.org", provider: "Google", createdAt: 1 }];
  const page = drawn(LinkedAccounts, {
    ...{ providers: [{ key: "google", name: "Google" }], linked: linked as never, onchange: vi.fn() },
  });
  click(page.getByRole("button", { name: /Link with/u }));
  await eventually(() => expect(page.getByText(sentence("unavailable"))).toBeTruthy());
  expect(page.getByText("ada@example.org")).toBeTruthy();
});
