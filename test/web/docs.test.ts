/** The pages under /docs, as the build makes them of docs/. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { DOCS, docsModule } from "../../web/docs.ts";
import { renderDocs } from "../../web/docs-html.ts";
import { drawSequence, parseSequence } from "../../web/sequence-diagram.ts";
import { curlLine } from "../../web/src/lib/features/docs/curl-line.ts";
import type { DocsPage } from "../../web/src/lib/features/docs/docs-page.ts";

const read = (file: string) => readFileSync(new URL(`../../${file}`, import.meta.url), "utf8");
const pageOf = (source: string, file = "docs/page.md"): DocsPage =>
  renderDocs(source, file, {
    pages: new Map([["docs/http.md", { address: "/docs/api", title: "The HTTP interface" }]]),
    picture: (path) => ({ address: `/${path}`, width: 4, height: 3 }),
  });
const htmlOf = (source: string) => pageOf(source).rest.trim();
/** What is read, without the marks. */
const wordsOf = (html: string) =>
  html
    .replaceAll(/<[^>]+>/gu, "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#x27;", "'")
    .replaceAll("&amp;", "&");
const where = (line: number) => `docs/page.md:${10 + line}`;

const protocol = read("docs/protocol.md");
const diagram = /```mermaid\n([\s\S]*?)```/u.exec(protocol)?.[1] ?? "";

test("R73: every line of the protocol's diagram is in the drawing, and in the list beside it", () => {
  const drawn = wordsOf(drawSequence(parseSequence(diagram, where), "One message", "one"));
  const { rest } = pageOf(protocol, "docs/protocol.md");
  const beside = wordsOf(/<details>[\s\S]*?<\/details>/u.exec(rest)?.[0] ?? "");
  const lines = diagram.trim().split("\n").slice(1);
  expect(lines.length).toBeGreaterThan(15);
  for (const line of lines) {
    const isParticipant = line.trim().startsWith("participant");
    const said = line.slice(line.indexOf(isParticipant ? " as " : ": ") + (isParticipant ? 4 : 2)).trim();
    expect(drawn, line).toContain(said);
    if (!isParticipant) expect(beside, line).toContain(said);
  }
});

test("R73: the drawing has its name, and an arrow for every message", () => {
  const { steps, participants } = parseSequence(diagram, where);
  const svg = drawSequence({ steps, participants }, 'Key press "a" & screens', "one");
  expect(svg).toContain('role="img" aria-labelledby="one"');
  expect(svg).toContain('<title id="one">Key press &quot;a&quot; &amp; screens</title>');
  const messages = steps.filter(({ kind }) => kind === "message");
  expect(svg.match(/class="head"/gu)).toHaveLength(messages.length);
  expect(svg.match(/class="line answer"/gu)).toHaveLength(diagram.match(/-->>/gu)?.length ?? 0);
});

test.each([
  ["loop every minute", "does not draw"],
  ["A-xB: lost", "does not draw"],
  ["A->>C: hello", '"C" is no participant'],
  ["Note over C: hm", '"C" is no participant'],
])("a line that cannot be drawn ends the build, and is named: %s", (line, reason) => {
  const source = `sequenceDiagram\n    participant A\n    participant B as Bo\n    ${line}\n`;
  expect(() => parseSequence(source, where)).toThrow(reason);
  expect(() => parseSequence(source, where)).toThrow("docs/page.md:13");
  expect(() => pageOf(`# Page\n\nWords.\n\n\`\`\`mermaid\n${source}\`\`\`\n`)).toThrow("docs/page.md:9");
});

test("R73: every rule of the protocol has an address of its own, and rules that are mentioned lead there", () => {
  const { opening, rest } = pageOf(protocol, "docs/protocol.md");
  const numbers = [...protocol.matchAll(/^- \*\*(P\d+)\*\*/gmu)].map(([, number = ""]) => number);
  expect(numbers.length).toBeGreaterThan(50);
  for (const number of numbers) expect(rest).toContain(`<li id="${number}">`);
  expect(rest).toContain('what <a href="#P12">P12</a> tells at the start');
  const ids = [...(opening + rest).matchAll(/ id="([^"]+)"/gu)].map(([, id]) => id);
  expect(new Set(ids).size, "no address twice").toBe(ids.length);
  for (const [, target] of (opening + rest).matchAll(/href="#([^"]+)"/gu)) expect(ids).toContain(target);
});

test("R73: the frames on the page are those of the file, to the letter", () => {
  const { rest } = pageOf(protocol, "docs/protocol.md");
  const shown = [...rest.matchAll(/<pre tabindex="0"><code>([\s\S]*?)\n<\/code><\/pre>/gu)].map(([, html = ""]) =>
    wordsOf(html),
  );
  const written = [...protocol.matchAll(/```json\n([\s\S]*?)\n```/gu)].map(([, json]) => json);
  expect(shown).toEqual(written);
});

test("R8: the page of the HTTP interface has every request that docs/http.md has, with what comes before the table apart", () => {
  const source = read("docs/http.md");
  const { opening, rest, sections } = pageOf(source, "docs/http.md");
  const requests = [...source.matchAll(/^\| `((?:GET|POST|PUT|PATCH|DELETE) [^`]+)`/gmu)].map(
    ([, request = ""]) => request,
  );
  expect(requests.length).toBeGreaterThan(60);
  const words = wordsOf(rest);
  for (const request of requests) expect(words).toContain(request);
  expect(opening).toMatch(/^<h1>The HTTP interface<\/h1>/u);
  expect(rest).toMatch(/^<div class="wide" role="region" tabindex="0" aria-label="Table: request, body, answer">/u);
  expect(sections).toContainEqual({ id: "my-account", title: "My account" });
});

test("links lead to pages of the app, and what has none is named", () => {
  expect(htmlOf("## A\n\n[http.md](http.md) [requests](http.md#channels)")).toContain(
    '<p><a href="/docs/api">The HTTP interface</a> <a href="/docs/api#channels">requests</a></p>',
  );
  expect(htmlOf("## A\n\n[`protocol/`](../protocol), [operator.md](operator.md), [why](decisions/0001.md)")).toContain(
    "<p><code>protocol/</code>, <code>docs/operator.md</code>, why</p>",
  );
  expect(htmlOf("## A\n\n[out](https://example.org/?a=1&b=2)")).toContain(
    '<a href="https://example.org/?a=1&amp;b=2" rel="noreferrer">out</a>',
  );
});

test("pictures come late and keep their room, and every page can be made", () => {
  expect(htmlOf("## A\n\n![A class](pictures/a.png)")).toContain(
    '<img src="/docs/pictures/a.png" alt="A class" width="4" height="3" loading="lazy" decoding="async">',
  );
  for (const page of Object.keys(DOCS)) expect(docsModule(page)).toContain("export default {");
  expect(docsModule("teacher")).toMatch(/^import picture0 from ".*\/docs\/pictures\/.*\.png";/u);
});

test("code is coloured with its letters as they are, and HTML in a page ends the build", () => {
  const html = htmlOf('## A\n\n```ts\nconst a: string = "<b>";\n```\n\n```none\na < b\n```');
  expect(html).toContain('<span class="hljs-keyword">const</span>');
  expect(wordsOf(html)).toContain('const a: string = "<b>";\n');
  expect(html).toContain("<code>a &lt; b\n</code>");
  expect(() => pageOf("# A\n\n<script>alert(1)</script>\n")).toThrow("docs/page.md: HTML");
});

test("R8: the line for a terminal is one line, whatever is said in it", () => {
  const line = curlLine({
    origin: "https://place.example",
    channel: "c8Jw2LxYvB",
    token: "t",
    body: "It's `$5`\nor 6",
  });
  expect(line).toBe(
    `curl "https://place.example/api/channels/c8Jw2LxYvB/messages" -H "Authorization: Bearer t" ` +
      `-H "Content-Type: application/json" -d '{"body":"It'\\''s \`$5\`\\nor 6"}'`,
  );
});
