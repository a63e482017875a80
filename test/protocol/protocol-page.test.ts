import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ChannelEvent, ChannelRequest, parse, WorkspaceEvent, WorkspaceRequest } from "../../protocol/index.ts";

const page = readFileSync(new URL("../../docs/protocol.md", import.meta.url), "utf8");
const examples = [...page.matchAll(/```json\n([\s\S]*?)```/gu)].map(
  ([, json]) => JSON.parse(json!) as { type: string },
);
const schemas = [ChannelRequest, ChannelEvent, WorkspaceRequest, WorkspaceEvent];
const typesOf = (schema: (typeof schemas)[number]) =>
  schema.options.map((option) => option.entries.type.literal as string);

test.each(examples.map((example) => [example.type, example]))(
  "R73: the example of '%s' on the protocol page is a frame as the code reads it",
  (type, example) => {
    const schema = schemas.find((each) => typesOf(each).includes(type));
    expect(schema, "a frame of the protocol").toBeDefined();
    const parsed = parse(schema!, example);
    expect(parsed).toEqual({ ok: true, value: example });
  },
);

test("R73: the protocol page tells of every frame there is", () => {
  const told = new Set(examples.map(({ type }) => type));
  const missing = schemas.flatMap(typesOf).filter((type) => !told.has(type) && !page.includes(`\`${type}\``));
  expect(missing).toEqual([]);
});

test("R73: rules are numbered once", () => {
  const numbers = [...page.matchAll(/^- \*\*(P\d+)\*\*/gmu)].map(([, number]) => number);
  expect(new Set(numbers).size).toBe(numbers.length);
});
