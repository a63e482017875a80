/** What hangs on a conversation works wherever one is shown: it knows the small context around it, not the class. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const LIB = "web/src/lib";
const CLASS = /from\s*"[^"]*\/workspace\.svelte\.ts"/u;

/** Files below these folders that import the class, a value of it or its type. */
const withClass = (...folders: string[]) =>
  folders
    .flatMap((folder) =>
      readdirSync(join(LIB, folder), { recursive: true, encoding: "utf8" }).map((file) => join(folder, file)),
    )
    .filter((file) => /\.(?:ts|svelte)$/u.test(file))
    .filter((file) => CLASS.test(readFileSync(join(LIB, file), "utf8")))
    .sort();

test("features that take the class are those that docs/architecture.md names, and nothing else does", () => {
  expect(withClass("features")).toEqual([
    "features/audit/AuditPage.svelte",
    "features/audit/audit.svelte.ts",
    "features/audit/words.ts",
    "features/back-in/SignInLinkDialog.svelte",
    "features/back-in/back-in.svelte.ts",
    "features/back-in/watch.ts",
    "features/claims/ClaimPerson.svelte",
    "features/claims/ClaimsOfTeam.svelte",
    "features/claims/claims.svelte.ts",
    "features/class-emoji/AddEmoji.svelte",
    "features/class-emoji/EmojiGrid.svelte",
    "features/class-emoji/changes.ts",
    "features/class-site/HeldMessages.svelte",
    "features/class-site/class-site.svelte.ts",
    "features/coming-in/ClassEnd.svelte",
    "features/coming-in/JoiningSection.svelte",
    "features/coming-in/joining.svelte.ts",
    "features/coming-in/watch.ts",
    "features/erasing/DeleteClassDialog.svelte",
    "features/erasing/DeletingClass.svelte",
    "features/insights/InsightsPage.svelte",
    "features/notifications/ChannelNotifications.svelte",
    "features/notifications/watch.ts",
    "features/offline/fill.ts",
    "features/offline/keep.ts",
    "features/offline/show.ts",
    "features/offline/watch.ts",
    "features/order/HeldWords.svelte",
    "features/order/MuteDialog.svelte",
    "features/order/MuteOfMember.svelte",
    "features/order/MyReports.svelte",
    "features/order/ReportList.svelte",
    "features/order/reports.svelte.ts",
    "features/order/waiting.svelte.ts",
    "features/order/watch.ts",
    "features/presence/my-presence.ts",
    "features/problems/ProblemItem.svelte",
    "features/problems/Problems.svelte",
    "features/problems/TellDialog.svelte",
    "features/problems/problem-list.svelte.ts",
    "features/problems/watch.ts",
    "features/roster/RosterPage.svelte",
    "features/roster/roster.svelte.ts",
    "features/search/SearchPage.svelte",
    "features/search/SynonymGroups.svelte",
    "features/search/address.ts",
    "features/search/kept-searches.svelte.ts",
    "features/search/offered-words.svelte.ts",
    "features/search/register.ts",
    "features/search/searching.svelte.ts",
    "features/search/synonyms.svelte.ts",
    "features/signing-in/FactorNeeded.svelte",
    "features/signing-in/TeamFactor.svelte",
    "features/status/StatusPage.svelte",
    "features/status/status.svelte.ts",
    "features/switcher/Switcher.svelte",
    "features/switcher/candidates.svelte.ts",
    "features/switcher/register.ts",
    "features/tasks/TasksPage.svelte",
    "features/tasks/task-list.svelte.ts",
    "features/threads/my-threads.svelte.ts",
    "features/trace/watch.ts",
    "features/unread/unread-channels.ts",
    "features/welcome/Welcome.svelte",
    "features/welcome/first-steps.ts",
  ]);
  const page = readFileSync("docs/architecture.md", "utf8");
  for (const file of withClass("features")) {
    const [, feature = "", name = ""] = /^features\/([^/]+)\/([^.]+)/u.exec(file) ?? [];
    expect(page.includes(`\`${feature}/\``) || page.includes(name), `${file} stands in docs/architecture.md`).toBe(
      true,
    );
  }
});

test("a conversation takes the class for what it shows of it, in the context and in what a feature hands out", () => {
  expect(withClass("conversation")).toEqual(["conversation/context.ts", "conversation/feature.ts"]);
});

test("nothing that a conversation draws asks the class shell for the class", () => {
  const asked = ["class/people/GroupFaces.svelte", "class/pane/PaneHeader.svelte", "class/emoji/WithEmoji.svelte"];
  for (const file of asked) expect(readFileSync(join(LIB, file), "utf8"), file).not.toContain("getWorkspace");
});
