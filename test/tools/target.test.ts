/** Whose token opens a class to a command: the server says what they may, and an import looks before it reads anything. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openRemote } from "../../tools/place/import/target.ts";

const workspaces = ["owner", "teacher", "ta", "student"].map((role) => ({ id: `of-${role}`, name: role, role }));
const account = { id: "ada", handle: "ada", guest: false, workspaces };
const server = createServer((_request, response) => {
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify({ account }));
});
let url = "";
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());

test("whoever is in a class reads and says something there from a terminal: a student, and a bot, which is taken for a TA", async () => {
  for (const role of ["owner", "teacher", "ta", "student"]) {
    const target = await openRemote(url, "token", role);
    expect((await target.enter()).workspaceId).toBe(`of-${role}`);
  }
});

test("an import is for owners and teachers, and says so before it begins", async () => {
  for (const role of ["owner", "teacher"]) await openRemote(url, "token", role, { imports: true });
  for (const role of ["ta", "student"])
    await expect(openRemote(url, "token", role, { imports: true })).rejects.toThrow(
      `Only an owner or a teacher can import into "${role}"; you are ${role} there.`,
    );
});
