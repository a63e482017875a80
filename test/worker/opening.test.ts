/** Everything that a first look shows, in one answer: asked for by the page before its program is there. */
import { beforeEach, describe, expect, test } from "vitest";
import * as v from "valibot";
import { OpeningSchema, type Bootstrap, type Opening } from "../../protocol/index.ts";
import { channelOf, fill } from "./support/channel.ts";
import { openClassroom, request, type Classroom, type Somebody } from "./support/classroom.ts";

let classroom: Classroom;
let student: Somebody;
beforeEach(async () => {
  classroom = await openClassroom("Programming I");
  student = await classroom.person("student");
});
const opened = async (who: Somebody | undefined, query = "") => {
  const { status, body } = await request<Opening>("GET", `/opening${query}`, undefined, who);
  expect(status).toBe(200);
  expect(v.parse(OpeningSchema, body)).toEqual(body);
  return body;
};

describe("what a page opens with", () => {
  test("R149: my account, the class that the channel is in and the channel's newest page come in one answer", async () => {
    const { id } = await channelOf([student], { kind: "public" });
    await fill(id, student, 60);
    const { account, bootstrap, newest } = await opened(student, `?channel=${id}`);
    const { body } = await student.get<Bootstrap>(`/workspaces/${classroom.id}/bootstrap`);
    expect(account?.handle.startsWith(student.handle)).toBe(true);
    expect({ ...bootstrap, now: 0 }).toEqual({ ...body, now: 0 });
    expect(newest?.channel).toBe(id);
    expect(newest?.page).toEqual((await student.get(`/channels/${id}/messages`)).body);
    expect(newest?.page.messages.at(-1)?.seq).toBe(60);
  });

  test("who is not signed in hears that, and no more", async () => {
    const { id } = await channelOf([student], { kind: "public" });
    await fill(id, student, 1);
    expect(await opened(undefined, `?channel=${id}&workspace=${classroom.id}`)).toEqual({ account: null });
  });

  test("the channel decides on the class, then the class that was last open, then the first that I am in", async () => {
    const { id } = await channelOf([student], { kind: "public" });
    const classOf = async (query: string) => (await opened(student, query)).bootstrap?.workspace.id;
    expect(await classOf(`?channel=${id}&workspace=elsewhere`)).toBe(classroom.id);
    expect(await classOf(`?channel=nowhere&workspace=${classroom.id}`)).toBe(classroom.id);
    expect(await classOf("?workspace=nowhere")).toBe(classroom.id);
    expect(await classOf("")).toBe(classroom.id);
  });

  test("I5: of a channel that I am not in there is no page, and of a class that I am not in there is nothing", async () => {
    const other = await openClassroom("Another class");
    const [stranger, outside] = [await other.person("owner"), await classroom.person("student")];
    const hers = await channelOf([student], { kind: "private" });
    const open = await channelOf([student], { kind: "public" });
    for (const { id } of [hers, open]) await fill(id, student, 3);
    for (const { id } of [hers, open]) {
      const toStranger = await opened(stranger, `?channel=${id}&workspace=${classroom.id}`);
      expect(toStranger.bootstrap?.workspace.id).toBe(other.id);
      expect(toStranger).not.toHaveProperty("newest");
      expect(JSON.stringify(toStranger)).not.toContain(classroom.id);
      const toOutside = await opened(outside, `?channel=${id}`);
      expect(toOutside.bootstrap?.workspace.id).toBe(classroom.id);
      expect(toOutside).not.toHaveProperty("newest");
    }
  });

  test("a channel's address that could be none is refused as every other", async () => {
    const { status } = await request("GET", `/opening?channel=${"x".repeat(201)}`, undefined, student);
    expect(status).toBe(400);
  });
});
