#!/usr/bin/env bash
# dotparser 1.1.1 and ts-graphviz 3.0.7 (`fromDot`), reading graphs in DOT, as lectures on graphs and automata write them, beside
# Graphviz itself (@hpcc-js/wasm-graphviz 1.29.2).
#
# Guess: DOT's grammar is one page, so readers find the same nodes and edges; they differ in what a layout means. Seen: `a -> { b c
# }`, two edges, is one for both, and `{ a b } -> { c d }` one in place of four; dotparser does not even name b and c there unless
# one walks into the edge. `a -> b -> c` is one edge with three ends in ts-graphviz. In a `strict` graph the same edge twice is two
# edges for both, and a node that stands only in edges is in ts-graphviz's list of nodes nowhere. It throws for a comment behind a
# node's name (`a // start`) and for an edge from a subgraph. dotparser makes a number of the node 01, so "1" and 01 are one, and
# .5 is 0.5. "a" + "b", the manual's way to write a long name, throws in both; a name over two lines keeps its backslash and line's
# end. dotparser takes `a -- b` in a digraph, which Graphviz refuses.
#
# What it means: a drawing of a graph in a chat is made by Graphviz, and its words stay beside it; who counts edges asks it for
# JSON.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund dotparser@1.1.1 ts-graphviz@3.0.7 @hpcc-js/wasm-graphviz@1.29.2 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { Graphviz } from "@hpcc-js/wasm-graphviz";
import dotparser from "dotparser";
import { fromDot } from "ts-graphviz";
const graphviz = await Graphviz.load();
const or = (read) => {
  try {
    return read();
  } catch {
    return "throws";
  }
};
const edges = {
  real: (text) => (JSON.parse(graphviz.layout(text, "json", "dot")).edges ?? []).length,
  dotparser: (text) => dotparser(text)[0].children.reduce((sum, { type, edge_list: list }) => sum + (type === "edge_stmt" ? list.length - 1 : 0), 0),
  ts: (text) => fromDot(text).edges.length,
};
const count = (text) => Object.values(edges).map((read) => or(() => read(text)));
const ids = (text) => dotparser(text)[0].children.flatMap(({ node_id: one, edge_list: list }) => (list ?? [one]).map(({ id }) => id));
const seen = {
  plain: count("digraph { a -> b }"),
  group: count("digraph { a -> { b c } }"),
  groups: count("digraph { { a b } -> { c d } }"),
  chain: count("digraph { a -> b -> c }"),
  strict: count("strict digraph { a -> b; a -> b }"),
  comment: count("digraph { a // start\n -> b }"),
  from: count("digraph { subgraph cluster_x { a; b } -> c }"),
  long: count('digraph { "a" + "b" }'),
  wrong: count("digraph { a -- b }"),
  nodes: fromDot("digraph { a -> b }").nodes.length,
  numbers: ids("digraph { 1; 01; .5 }"),
  lines: [ids('digraph { "line\\\nbreak" }')[0], JSON.parse(graphviz.layout('digraph { "line\\\nbreak" }', "json", "dot")).objects[0].name],
};
console.log(seen);
assert.deepEqual(seen, {
  plain: [1, 1, 1],
  group: [2, 1, 1],
  groups: [4, 1, 1],
  chain: [2, 2, 1],
  strict: [1, 2, 2],
  comment: [1, 1, "throws"],
  from: [2, 1, "throws"],
  long: [0, "throws", "throws"],
  wrong: ["throws", 1, "throws"],
  nodes: 0,
  numbers: [1, 1, 0.5],
  lines: ["line\\\nbreak", "linebreak"],
});
JS
./node_modules/.bin/node run.mjs
