/** A minute of the crowd (docs/crowd.md), as `npm run crowd -- --chaos` lets it loose on a PLACE of its own. */
import { afterEach, expect, test } from "vitest";
import { runCrowd } from "../crowd/crowd.ts";
import { ownPlace, type CrowdPlace } from "../crowd/place.ts";
import { SERVER_TROUBLES } from "../crowd/plan.ts";
import { reportOf } from "../crowd/report.ts";
import { seedFrom } from "../support/seeded-random.ts";

const USERS = 24;
const seed = seedFrom(process.env["PLACE_SEED"]);
let place: CrowdPlace | null = null;
afterEach(() => place?.stop());

test(`R26 R104 I1 I2 I3 I4 I7 I8: a crowd talks for a minute while networks and servers fail, and everything that it was told is so (seed ${seed})`, async () => {
  const said: string[] = [];
  const progress = (says: string) => said.push(says);
  place = await ownPlace(USERS, 3, seed, progress);
  const result = await runCrowd({ place, seed, users: USERS, forMs: 60_000, pace: 60, chaos: true, progress });
  expect(
    result.broken,
    reportOf(result, `npm run crowd -- --seed ${seed} --users ${USERS} --minutes 1 --pace 60 --chaos`),
  ).toEqual([]);
  // It was no empty minute.
  expect(result.evidence.said.length).toBeGreaterThan(100);
  for (const trouble of SERVER_TROUBLES) expect(result.diary.counts[trouble], trouble).toBeGreaterThan(0);
  // Each of them asked over HTTP too; how often beyond that is the seed's.
  expect(result.traffic.requests).toBeGreaterThan(USERS);
});
