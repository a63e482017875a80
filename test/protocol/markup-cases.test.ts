/** The tables of docs/markup.md, line by line: what is typed, and what of it is shown as what. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parseBody } from "../../protocol/markup/blocks.ts";
import type { Block, Inline } from "../../protocol/markup/nodes.ts";

const MARKS = { strong: "b", em: "i", del: "s", spoiler: "?" } as const;

function shownInline(node: Inline): string {
  if (node.type === "text" || node.type === "escaped") return node.text.replaceAll("\n", "⏎");
  if (node.type === "code") return `⟨c ${node.text}⟩`;
  if (node.type === "math") return `⟨${node.display ? "M" : "m"} ${node.source.replaceAll("\n", "⏎")}⟩`;
  if (node.type === "address") return `⟨a ${node.text}⟩`;
  const inner = node.nodes.map(shownInline).join("");
  return `⟨${node.type === "link" ? "a" : MARKS[node.type]} ${inner}⟩`;
}

function shownBlock(block: Block): string {
  const inline = (nodes: readonly Inline[]) => nodes.map(shownInline).join("");
  switch (block.type) {
    case "paragraph":
      return inline(block.nodes);
    case "heading":
      return `⟨h ${inline(block.nodes)}⟩`;
    case "code":
      return `⟨c ${block.text.replaceAll("\n", "⏎")}⟩`;
    case "math":
      return `⟨M ${block.source.replaceAll("\n", "⏎")}⟩`;
    case "quote":
      return `⟨q ${shown(block.blocks)}⟩`;
    case "table":
      return `⟨t ${[block.header, ...block.rows].map((cells) => cells.map(inline).filter(Boolean).join(" ")).join(" ; ")}⟩`;
    case "list":
      return block.items
        .map(({ number, done, blocks }) => {
          const box = done === undefined ? "" : done ? "☑ " : "☐ ";
          return `⟨${number ?? ""}${block.mark} ${box}${shown(blocks)}⟩`;
        })
        .join("");
  }
}

const shown = (blocks: readonly Block[]): string => blocks.map(shownBlock).join("¶");

const docs = readFileSync("docs/markup.md", "utf8");
const sections = docs.split(/^## /mu).flatMap((section) => {
  const [, , cases] = /\n(`{3,})cases\n([\s\S]*?)\n\1\n/u.exec(section) ?? [];
  const title = section.split("\n", 1)[0] ?? "";
  return cases === undefined ? [] : [{ title, cases: cases.split("\n").map((line) => line.split(/ +→ /u)) }];
});

test("the tables are found", () => {
  expect(sections.map(({ title }) => title)).toEqual([
    "Emphasis",
    "Backslashes",
    "Code",
    "Links and addresses",
    "Formulas",
    "Lines",
  ]);
});

describe.each(sections)("R24, R35: $title", ({ cases }) => {
  test.each(cases)("%s → %s", (typed = "", expected = "") => {
    const body = typed.replaceAll("⏎", "\n");
    expect(shown(parseBody(body))).toBe(expected === "as typed" ? typed : expected);
  });
});
