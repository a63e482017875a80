/** The rows of the contract, and what is made from them. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Validator } from "@seriousme/openapi-schema-validator";
import * as v from "valibot";
import { expect, test } from "vitest";
import { allRoutes } from "../../protocol/routes/index.ts";
import { exampleBody, terminalLine } from "../../tools/contract/examples.ts";
import { generated } from "../../tools/contract/generated.ts";
import { ROOT } from "../../tools/run-command.ts";

const rows = allRoutes();

test("docs/http.md, openapi.json and the client's addresses are as the rows say: `npm run routes -- --write` makes them anew", async () => {
  const stale = (await generated()).filter(({ is, shouldBe }) => is !== shouldBe);
  expect(stale.map(({ file }) => file)).toEqual([]);
});

test("no two rows have one address, also where their parts have other names", () => {
  const addresses = rows.map(([, { method, path }]) => `${method} ${path.replace(/:\w+/gu, ":")}`);
  expect(new Set(addresses).size).toBe(rows.length);
});

test.each(rows)(
  "%s asks for what its address and its method can carry",
  (_name, { method, path, needs, params, query, body }) => {
    const parts = new Set([...path.matchAll(/:(\w+)/gu)].map(([, part]) => part));
    for (const part of Object.keys(params ?? {})) expect(parts).toContain(part);
    if (typeof needs === "object") expect(parts).toContain("workspace" in needs ? "workspace" : "channel");
    // A client gives one thing: the body of a write, or the query of what reads or deletes.
    if (body) expect(["POST", "PUT", "PATCH"]).toContain(method);
    // Bytes are sent by who reads a file, with what is to be known of it in the query.
    if (query) expect(body === "bytes" ? ["POST", "PUT"] : ["GET", "DELETE"]).toContain(method);
  },
);

test.each(rows)("%s is told of in one sentence, and since when it is there", (_name, { says, since, rate, order }) => {
  expect(says).not.toMatch(/\.$|\n/u);
  expect(since).toMatch(/^\d+\.\d+$/u);
  if (order) expect(new Set(order).size).toBe(order.length);
  if (order?.includes("rate")) expect(rate).toBeDefined();
});

test("the description for programs names every route, and refers to nothing that is not in it", async () => {
  const file = (await generated()).find(({ file }) => file.endsWith("openapi.json"))!;
  const { paths, components } = JSON.parse(file.shouldBe) as {
    paths: Record<string, Record<string, { operationId: string }>>;
    components: { schemas: Record<string, unknown> };
  };
  const named = Object.values(paths).flatMap((methods) => Object.values(methods).map(({ operationId }) => operationId));
  expect(named.toSorted()).toEqual(rows.map(([name]) => name).toSorted());
  const referred = [...file.shouldBe.matchAll(/"#\/components\/schemas\/(\w+)"/gu)].map(([, name = ""]) => name);
  expect(referred.length).toBeGreaterThan(50);
  for (const name of referred) expect(Object.keys(components.schemas)).toContain(name);
});

test("the description for programs is valid OpenAPI 3.1 by its own schema", async () => {
  const file = (await generated()).find(({ file }) => file.endsWith("openapi.json"))!;
  const validator = new Validator();
  const { valid, errors } = await validator.validate(JSON.parse(file.shouldBe) as Record<string, unknown>);
  expect(errors ?? []).toEqual([]);
  expect([valid, validator.version]).toEqual([true, "3.1"]);
});

test.each(rows.filter(([, { body }]) => body && body !== "bytes"))(
  "the example of %s is taken by its schema",
  (_name, row) => {
    expect(v.safeParse(row.body as v.GenericSchema, exampleBody(row)).issues).toBeUndefined();
  },
);

test.each(rows)("%s has a line for the terminal without a part that nobody filled in", (_name, row) => {
  expect(terminalLine(row)).not.toMatch(/undefined|\/:|\n/u);
});

test("the limits that answers tell are those of wrangler.toml", async () => {
  const [wrangler, throttle] = await Promise.all(
    ["wrangler.toml", "worker/identity/throttle.ts"].map((file) => readFile(join(ROOT, file), "utf8")),
  );
  const set = [
    ...wrangler!.matchAll(/name = "(\w+)"\nnamespace_id = "\d+"\nsimple = \{ limit = (\d+), period = 60 \}/gu),
  ];
  expect(set.length).toBeGreaterThan(5);
  for (const [, name, limit] of set)
    expect(throttle).toMatch(new RegExp(`${name}: ${Number(limit).toLocaleString("en").replace(",", "_")},`, "u"));
});
