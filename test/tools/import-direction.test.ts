import { Linter } from "eslint";
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
  ["web/src/lib/state/room.ts", "../../../../client/index.ts"],
  ["web/src/routes/+page.ts", "#lib/state/room.ts"],
  ["web/src/lib/client/menu.ts", "./item.ts"],
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
  ["client/outbox.ts", "#lib/state/room.ts"],
  ["worker/store/db.ts", "../../client/index.ts"],
  ["web/src/lib/state/room.ts", "../../../../worker/access.ts"],
])("the direction of imports keeps %s from importing %s", (filename, source) => {
  expect(complaints(filename, source)).toEqual([expect.stringContaining("may import only from")]);
});
