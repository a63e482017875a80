/** Rows of the search index as statements. */
import { expect, test } from "vitest";
import { minuteOf, statementsFor, type FoundRow } from "../../protocol/search/index-rows.ts";
import { indexedOf } from "../../protocol/search/indexed.ts";

const D1_TAKES_BYTES = 2_000_000;
const at = 1_700_000_000_000;
const rowOf = (seq: number, body: string): FoundRow => {
  const message = { id: "m", seq, rev: seq, author: "ada", at, body };
  return { channelNo: 7, seq, at, indexed: indexedOf(message, { channelNo: 7, homeNo: 7 }) };
};

test.each([
  ["of plain words", "a word "],
  ["of names in code", "getUserNameOf "],
  ["of letters of three bytes", "课堂作业问题答案"],
])(
  "R108: messages as long as they may be, %s, are parameters that D1 takes, each of them once and in order",
  (_, words) => {
    const { indexed } = rowOf(1, words.repeat(10_000 / words.length));
    const rows = Array.from({ length: 500 }, (__, i): FoundRow => ({ channelNo: 7, seq: i + 1, at, indexed }));
    const statements = statementsFor(rows);
    for (const { json } of statements) expect(new TextEncoder().encode(json).length).toBeLessThan(D1_TAKES_BYTES);
    const written = statements.flatMap(({ json }) => JSON.parse(json) as number[][]);
    expect(written.map(([minute, channelNo, seq]) => [minute, channelNo, seq])).toEqual(
      rows.map(({ seq }) => [minuteOf(at), 7, seq]),
    );
  },
);

test("a few rows are one statement of each kind", () => {
  const rows = [rowOf(1, "one"), rowOf(2, "two"), { ...rowOf(3, ""), indexed: null }];
  expect(statementsFor(rows).map(({ sql }) => sql.slice(0, 6))).toEqual(["DELETE", "INSERT"]);
  expect(statementsFor([])).toEqual([]);
});
