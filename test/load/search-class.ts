/**
 * A class with a long history to search in: fifty channels, of which everybody is in thirty, with words as frequent as words are, names in
 * code, other scripts, and messages whose answer to a query is known. Made from a seed: the same each time.
 */
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { SEARCH } from "../../tools/databases.ts";
import { fileOfD1, openLocalD1 } from "../../tools/serve/local-d1.ts";
import { migrate } from "../../tools/serve/migrate.ts";
import { fillSearchOnce } from "../../tools/serve/search.ts";
import { ROOT } from "../../tools/run-command.ts";
import { SeededRandom } from "../support/seeded-random.ts";
import { fillBenchClass, FIRST_FRESH, type BenchClass } from "./bench-class.ts";

const CHANNELS = 50;
const READABLE = 30;
const PEOPLE = 60;
const WORDS = 60_000;
const MINUTE_MS = 60_000;
const PAGE = 2_000;

/** A query whose answer is one message. */
interface Labelled {
  kind: string;
  q: string;
  key: number;
}
export interface SearchClass extends BenchClass {
  /** Channels that everybody is in. */
  readable: number[];
  labelled: Labelled[];
  /** Misspelt, and what was meant. */
  typos: { q: string; word: string }[];
  /** The commonest word, words of the middle, and rare ones. */
  words: { common: string; middle: string[]; rare: string[] };
  /** Messages a second: into the history, and from there into the index. */
  insertedPerSecond: number;
  indexedPerSecond: number;
  bytesPerMessage: number;
}

const SYLLABLES =
  "ba be bi bo bu da de di do du fa fe fi fo ga ge gi go ka ke ki ko la le li lo lu ma me mi mo mu na ne ni no pa pe po ra re ri ro ru sa se si so su ta te ti to tu va ve vi vo za ze zi zo".split(
    " ",
  );
const HAN = "今天课堂作业问题答案函数循环递归排序列表变量编译错误老师学生明天考试程序代码运行结果";

export async function fillSearchClass(state: string, count: number): Promise<SearchClass> {
  const random = new SeededRandom(20_261_129);
  const word = (n: number) => Array.from({ length: 2 + (n % 3) }, () => random.pick(SYLLABLES)).join("");
  const vocabulary = [...new Set(Array.from({ length: WORDS }, (_, n) => word(n)))];
  // As frequent as words are: the first tenth of them is most of what is said.
  const some = () => vocabulary[Math.floor(vocabulary.length * random.next() ** 4)] ?? "da";
  const capital = (text: string) => (text[0] ?? "").toUpperCase() + text.slice(1);
  const han = (length: number) => Array.from({ length }, () => random.pick([...HAN])).join("");
  const sentence = () => {
    const words = Array.from({ length: 4 + random.below(14) }, some);
    const kind = random.below(40);
    if (kind === 0) words.push(`${some()}_${some()}`);
    if (kind === 1) words.push(`\`${some()}${capital(some())}()\``);
    if (kind === 2) words.push(han(6));
    if (kind === 3) words.push("https://example.com/" + some());
    return words.join(" ") + (kind < 8 ? "?" : "");
  };
  const planted = plant(random, () => capital(word(2)).toLowerCase() + word(1), han);
  const places = new Map(planted.map((each, i) => [Math.floor(((i + 0.5) * count) / planted.length), each]));

  // Words that people misspell stand in several messages; in one alone they would mostly be misspelt themselves.
  const meant = Array.from({ length: 60 }, () => `v${word(2)}${word(1)}`);
  const extra = new Map(meant.flatMap((each) => [0, 1, 2].map(() => [random.below(count), each] as const)));

  const main = await openLocalD1(state);
  const index = await openLocalD1(state, undefined, SEARCH);
  try {
    await migrate(main, join(ROOT, "migrations"));
    await migrate(index, join(ROOT, SEARCH.migrations));
    const filled = await fillBenchClass(main.d1, 1, PEOPLE);
    await main.d1
      .prepare("delete from memberships where channel_no >= ?")
      .bind(FIRST_FRESH + READABLE)
      .run();
    await main.d1.prepare("delete from messages").run();
    const began = Date.now() - (count + 1) * MINUTE_MS * 0.4;
    const seqs = new Map<number, number>();
    const labelled: Labelled[] = [];
    let inserting = 0;
    for (let from = 0; from < count; from += PAGE) {
      const rows = Array.from({ length: Math.min(PAGE, count - from) }, (_, i) => {
        const known = places.get(from + i);
        const channel = FIRST_FRESH + random.below(known || extra.has(from + i) ? READABLE : CHANNELS);
        const seq = (seqs.get(channel) ?? 0) + 1;
        seqs.set(channel, seq);
        const key = channel * 2 ** 32 + seq;
        for (const { kind, q } of known?.queries ?? []) labelled.push({ kind, q, key });
        return [
          key,
          seq,
          `member-${1 + random.below(PEOPLE)}`,
          Math.floor(began + (from + i) * MINUTE_MS * 0.4),
          known ? `${sentence()} ${known.body} ${sentence()}` : `${sentence()} ${extra.get(from + i) ?? ""}`,
        ];
      });
      const json = JSON.stringify(rows);
      const start = performance.now();
      await main.d1
        .prepare(
          `insert into messages (key, id, rev, author, at, body) select value->>0, printf('01900000-0000-7000-8000-%012x', value->>0), value->>1, value->>2, value->>3, value->>4 from json_each(?)`,
        )
        .bind(json)
        .run();
      inserting += performance.now() - start;
    }
    const start = performance.now();
    await fillSearchOnce(main, index, () => undefined);
    const indexing = performance.now() - start;
    await index.d1.prepare("PRAGMA wal_checkpoint(TRUNCATE)").run();
    const { size } = await stat(fileOfD1(state, SEARCH.binding));
    await index.d1.prepare("create virtual table plain using fts5(body)").run();
    for (let after = 0; ;) {
      const { results } = await main.d1
        .prepare("select key, body from messages where key > ? order by key limit 5000")
        .bind(after)
        .all<{ key: number; body: string }>();
      const last = results.at(-1);
      if (!last) break;
      await index.d1
        .prepare("insert into plain (rowid, body) select value->>'key', value->>'body' from json_each(?)")
        .bind(JSON.stringify(results))
        .run();
      after = last.key;
    }
    const typos = meant.map((each) => ({ q: misspelt(random, each), word: each }));
    return {
      ...filled,
      ...{ readable: Array.from({ length: READABLE }, (_, i) => FIRST_FRESH + i), labelled, typos },
      words: {
        common: vocabulary[0] ?? "",
        middle: vocabulary.slice(2_000, 2_040),
        rare: vocabulary.slice(40_000, 40_040),
      },
      ...{
        insertedPerSecond: (1_000 * count) / inserting,
        indexedPerSecond: (1_000 * count) / indexing,
        bytesPerMessage: size / count,
      },
    };
  } finally {
    await main.close();
    await index.close();
  }
}

interface Planted {
  body: string;
  queries: { kind: string; q: string }[];
}
/** Messages with a word that stands nowhere else, in a form in which it is mostly not asked for. */
function plant(random: SeededRandom, fresh: () => string, han: (length: number) => string): Planted[] {
  return Array.from({ length: 150 }, (_, i): Planted => {
    const [a, b] = [`x${fresh()}q`, `y${fresh()}k`];
    const capital = (text: string) => (text[0] ?? "").toUpperCase() + text.slice(1);
    const name = `宇宙${han(1)}飞船${han(2)}`;
    const forms: [kind: string, body: string, q: string][] = [
      ["word", a, a],
      ["part of camelCase", `call ${a}${capital(b)}() first`, b],
      ["whole of camelCase", `call ${a}${capital(b)}() first`, `${a}${b}`],
      ["joined snake_case", `set ${a}_${b} to 0`, `${a}${b}`],
      ["snake_case", `set ${a}_${b} to 0`, `${a}_${b}`],
      ["dotted name", `use ${a}.${b}()`, `${a}.${b}`],
      ["accents", `${a.replaceAll("e", "é").replaceAll("o", "ö")} naïve`, a],
      ["plural", `many ${a}s here`, a],
      ["Chinese", name, name.slice(2, 5)],
      ["beginning of a word", a, a.slice(0, -2)],
    ];
    const [kind, body, q] = forms[i % forms.length] ?? ["word", a, a];
    return { body, queries: [{ kind, q }] };
  });
}

function misspelt(random: SeededRandom, word: string): string {
  const at = 1 + random.below(word.length - 2);
  const [one = "", other = ""] = [word[at], word[at + 1]];
  const ways = [
    word.slice(0, at) + word.slice(at + 1),
    word.slice(0, at) + one + word.slice(at),
    word.slice(0, at) + "h" + word.slice(at + 1),
    word.slice(0, at) + other + one + word.slice(at + 2),
  ];
  const wrong = random.pick(ways);
  return wrong === word ? word.slice(0, at) + word.slice(at + 1) : wrong;
}
