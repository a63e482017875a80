import { Linter } from "eslint";
import ts from "typescript-eslint";
import { expect, test } from "vitest";
import { importDirection } from "../../tools/lint/import-direction.ts";

const linter = new Linter({ cwd: process.cwd() });
const complaints = (filename: string, source: string) =>
  linter
    .verify(
      `import { x } from "${source}"; export { x };`,
      [
        {
          files: ["**/*.ts"],
          plugins: { place: { rules: { direction: importDirection } } },
          rules: { "place/direction": "error" },
        },
      ],
      { filename: `${process.cwd()}/${filename}` },
    )
    .map(({ message }) => message);

test.each([
  ["web/src/lib/class/state/room.ts", "../../../../../client/index.ts"],
  ["web/src/routes/+page.ts", "#lib/class/state/room.ts"],
  ["web/src/lib/base/ui/menu.ts", "./item.ts"],
  ["client/outbox.ts", "../protocol/index.ts"],
  ["worker/store/db.ts", "../../protocol/index.ts"],
  ["worker/app.ts", "hono"],
  ["test/worker/room.test.ts", "../../worker/app.ts"],
])("the direction of imports lets %s import %s", (filename, source) => {
  expect(complaints(filename, source)).toEqual([]);
});

test.each([
  ["protocol/frames.ts", "../client/index.ts"],
  ["client/outbox.ts", "../worker/app.ts"],
  ["client/outbox.ts", "#lib/class/state/room.ts"],
  ["worker/store/db.ts", "../../client/index.ts"],
  ["web/src/lib/class/state/room.ts", "../../../../../worker/access.ts"],
])("the direction of imports keeps %s from importing %s", (filename, source) => {
  expect(complaints(filename, source)).toEqual([expect.stringContaining("may import only from")]);
});

test.each([
  ["web/src/lib/class/state/workspace.svelte.ts", "../../base/outcome.ts"],
  ["web/src/lib/conversation/message/actions.ts", "../feature.ts"],
  ["web/src/lib/conversation/pane/parts.ts", "../list/Beginning.svelte"],
  ["web/src/lib/features/polls/register.ts", "./PollMaker.svelte"],
  ["web/src/lib/features/polls/votes/list.ts", "../poll.ts"],
  ["web/src/lib/shell/features.ts", "../features/polls/register.ts"],
  ["web/src/routes/+layout.ts", "#lib/shell/ways.ts"],
])("the floors of the page let %s import %s", (filename, source) => {
  expect(complaints(filename, source)).toEqual([]);
});

test.each([
  ["base knows nothing of the class", "web/src/lib/base/ui/Avatar.ts", "../../class/state/presence.ts", "floors below"],
  [
    "base knows nothing of the class, by alias",
    "web/src/lib/base/form.ts",
    "#lib/class/account/rules.ts",
    "floors below",
  ],
  ["the class knows no conversation", "web/src/lib/class/state/x.ts", "../../conversation/context.ts", "floors below"],
  [
    "a conversation knows no feature",
    "web/src/lib/conversation/list/x.ts",
    "../../features/polls/poll.ts",
    "floors below",
  ],
  ["a conversation knows no shell", "web/src/lib/conversation/context.ts", "../shell/ways.ts", "floors below"],
  [
    "a folder knows none that stands on it",
    "web/src/lib/conversation/message/x.ts",
    "../list/MessageList.svelte",
    "floors below",
  ],
  [
    "a feature imports no feature",
    "web/src/lib/features/polls/x.ts",
    "../threads/thread.svelte.ts",
    "imports no feature",
  ],
  ["a feature knows no shell", "web/src/lib/features/polls/x.ts", "../../shell/parts.ts", "floors below"],
  ["the library knows no page", "web/src/lib/shell/x.ts", "../../routes/+layout.ts", "floors below"],
  ["a new folder is given a floor", "web/src/lib/base/new-folder/x.ts", "../outcome.ts", "has no floor"],
])("the floors of the page: %s", (_, filename, source, said) => {
  expect(complaints(filename, source)).toEqual([expect.stringContaining(said)]);
});

test.each([
  ["worker/routes/messages.ts", "../store/messages.ts"],
  ["worker/room/channel-room.ts", "./part.ts"],
  ["worker/hub/workspace-hub.ts", "../room/contract.ts"],
  ["worker/notify.ts", "./room/stubs.ts"],
])("the floors of the worker let %s import %s", (filename, source) => {
  expect(complaints(filename, source)).toEqual([]);
});

test.each([
  ["the store asks nobody above it", "worker/store/members.ts", "../access.ts", "floors below"],
  ["identity knows no object", "worker/identity/sessions.ts", "../room/stubs.ts", "floors below"],
  [
    "a room knows the class's object by its contract alone",
    "worker/room/part.ts",
    "../hub/presence.ts",
    "floors below",
  ],
  ["an object knows no route", "worker/hub/presence.ts", "../routes/members.ts", "floors below"],
  ["what routes share knows no route", "worker/notify.ts", "./http/serve.ts", "floors below"],
  ["a new folder is given a floor", "worker/somewhere/index.ts", "../log.ts", "has no floor"],
])("the floors of the worker: %s", (_, filename, source, said) => {
  expect(complaints(filename, source)).toEqual([expect.stringContaining(said)]);
});

test("the floors of the page hold for types and for what is fetched later too", () => {
  const verify = (code: string) =>
    linter.verify(
      code,
      [
        {
          files: ["**/*.ts"],
          languageOptions: { parser: ts.parser as Linter.Parser },
          plugins: { place: { rules: { direction: importDirection } } },
          rules: { "place/direction": "error" },
        },
      ],
      { filename: `${process.cwd()}/web/src/lib/base/ui/x.ts` },
    );
  for (const code of [
    'import type { A } from "../../class/state/a.ts"; export type B = A;',
    'export type B = import("../../class/state/a.ts").A;',
    'export const b = () => import("../../class/state/a.ts");',
    'export type { A } from "../../class/state/a.ts";',
    'export * from "../../class/state/a.ts";',
  ])
    expect(verify(code), code).toHaveLength(1);
});
