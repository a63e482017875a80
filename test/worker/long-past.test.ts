/** What a class has behind it costs nothing: threads that somebody followed, mentions of them, people who left. */
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { permitInWorkspace } from "../../worker/access.ts";
import { readFirstPaint } from "../../worker/store/bootstrap.ts";
import { openDb } from "../../worker/store/db.ts";
import { channelIdsOf, listMembers, placesOf } from "../../worker/store/members.ts";
import { mentionsOf } from "../../worker/store/saved.ts";
import { listThreads } from "../../worker/store/threads.ts";
import { channelOf } from "./support/channel.ts";
import { openClassroom, writeHistory, type Classroom, type Somebody } from "./support/classroom.ts";
import { contextIn, costOf } from "./support/statement-costs.ts";

const HISTORY = 5000;
const db = openDb(env.DB);
let classroom: Classroom;
let people: Somebody[];
let channel: { id: string; no: number };
let other: { id: string; no: number };

beforeAll(async () => {
  classroom = await openClassroom();
  people = [];
  for (let i = 0; i < 5; i++) people.push(await classroom.person(i === 0 ? "owner" : "student", { handle: `p${i}` }));
  channel = await channelOf(people, { kind: "public" });
  await writeHistory(channel.id, people[0]!, HISTORY);
  other = await channelOf(people.slice(0, 1));
});

describe("threads that somebody followed in all their time", () => {
  /** `count` threads of ten messages, one a day, all followed by `who`; one of four is not read to its end. */
  async function follow(who: Somebody, count: number): Promise<void> {
    const home = await channelOf([who]);
    await writeHistory(home.id, who, count);
    const numbers = JSON.stringify(Array.from({ length: count }, (_, i) => i + 1));
    const day = 86_400_000;
    await env.DB.batch([
      env.DB.prepare(
        `insert into channels (id, workspace_no, kind, parent_no, parent_seq, created_by, created_at)
         select 'thread-' || ?1 || '-' || value, ?2, 'thread', ?1, value, ?3, 1 from json_each(?4)`,
      ).bind(home.no, classroom.no, who.no, numbers),
      env.DB.prepare(
        `insert into messages (key, id, rev, author, at, body)
         select c.no * 4294967296 + place.value, c.no || '-' || place.value, place.value, ?1, c.parent_seq * ?2 + place.value, 'Words'
         from channels c, json_each('[1,2,3,4,5,6,7,8,9,10]') place where c.parent_no = ?3`,
      ).bind(who.id, day, home.no),
      env.DB.prepare(
        `insert into memberships (channel_no, member_no, joined_at, read_seq, notify, active_at)
         select no, ?1, 1, iif(parent_seq % 4, 10, 9), 'all', parent_seq * ?2 from channels where parent_no = ?3`,
      ).bind(who.no, day, home.no),
    ]);
  }

  test("R59: the first paint reads the same for 200 as for 2,000 of them, and little more than for none", async () => {
    const [none, some, many] = [people[1]!, people[2]!, people[3]!];
    await follow(none, 0);
    await follow(some, 200);
    await follow(many, 2000);
    const paint = async (who: Somebody) => {
      let shown: string[] = [];
      const rows = await costOf(async () => {
        shown = ((await readFirstPaint(db, who.userNo, classroom.id))?.threads ?? []).map(
          ({ id }) => id.split("-").at(-1) ?? "",
        );
      });
      return { rows, shown };
    };
    const [forNone, forSome, forMany] = [await paint(none), await paint(some), await paint(many)];
    expect(forMany.rows).toBeLessThanOrEqual(forSome.rows + 10);
    expect(forSome.rows).toBeLessThanOrEqual(forNone.rows + 800);
    // The unread ones among the hundred that were talked in last.
    expect(forMany.shown).toEqual(Array.from({ length: 25 }, (_, i) => String(2000 - 4 * i)));
    expect(forNone.shown).toEqual([]);
  });

  test("the list of my threads pages through all of them, and no page reads more for there being more", async () => {
    const [some, many] = [people[2]!, people[3]!];
    const pageOf = async (who: Somebody, before?: number) => {
      const context = await contextIn(classroom, who);
      return listThreads(db, env.DB, permitInWorkspace("readWorkspace", context), before);
    };
    const first = [await costOf(() => pageOf(some)), await costOf(() => pageOf(many))];
    expect(Math.abs(first[0]! - first[1]!)).toBeLessThanOrEqual(10);
    const seen: string[] = [];
    let before: number | undefined;
    for (;;) {
      const page = await pageOf(some, before);
      seen.push(...page.threads.map(({ channel: { id } }) => id.split("-").at(-1) ?? ""));
      if (page.reachedEnd) break;
      before = page.threads.at(-1)?.channel.lastAt;
    }
    expect(seen).toEqual(Array.from({ length: 200 }, (_, i) => String(200 - i)));
  });

  test("whom a removal and the end of a session concern is found without them", async () => {
    const [some, many] = [people[2]!, people[3]!];
    const costs = [];
    for (const { no, userNo } of [some, many]) {
      costs.push(await costOf(() => channelIdsOf(db, no)));
      costs.push(await costOf(() => placesOf(db, userNo)));
    }
    expect(Math.max(...costs)).toBeLessThanOrEqual(20);
  });

  test("the inbox of mentions goes from channel to channel, past whatever lies between", async () => {
    const who = people[4]!;
    const mention = env.DB.prepare(
      "insert into mentions (member_no, channel_no, seq) select ?, ?, value from json_each(?)",
    );
    const seqs = (count: number) => JSON.stringify(Array.from({ length: count }, (_, i) => i + 1));
    const inbox = async () => {
      const context = await contextIn(classroom, who);
      return mentionsOf(db, permitInWorkspace("readWorkspace", context), Number.MAX_SAFE_INTEGER);
    };
    await mention.bind(who.no, channel.no, seqs(100)).run();
    const before = await costOf(inbox);
    await mention.bind(who.no, other.no, seqs(1)).run();
    await env.DB.prepare(
      "insert or ignore into mentions (member_no, channel_no, seq) select ?, ?, value + 100 from json_each(?)",
    )
      .bind(who.no, channel.no, seqs(3000))
      .run();
    expect(await costOf(inbox)).toBeLessThanOrEqual(before + 10);
  });
});

test("the people of a class cost what are here, not what ever were", async () => {
  const demo = await openClassroom();
  const owner = await demo.person("owner");
  const before = await costOf(() => listMembers(db, demo.no));
  const paint = () => readFirstPaint(db, owner.userNo, demo.id);
  const painted = await costOf(paint);
  for (let i = 0; i < 30; i++) await demo.person("guest");
  await env.DB.prepare("update members set left_at = 1 where workspace_no = ? and role = 'guest'").bind(demo.no).run();
  expect(await costOf(() => listMembers(db, demo.no))).toBe(before);
  expect(await costOf(paint)).toBe(painted);
});
