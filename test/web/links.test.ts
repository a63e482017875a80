/** Where a link says that it leads, and where it does. */
import { expect, test } from "vitest";
import { markdownToHtml } from "../../web/src/lib/conversation/markup/markdown.ts";

const nobody = () => undefined;
const toHtml = (body: string) => markdownToHtml(body, { member: nobody, channel: nobody, emoji: nobody });

test.each([
  ["in bold", "[**https://bank.example**](https://evil.example/)"],
  ["as code", "[`https://bank.example`](https://evil.example/)"],
  ["behind a space that nobody sees", "[\u200Bhttps://bank.example](https://evil.example/)"],
  ["plain", "[https://bank.example](https://evil.example/)"],
  ["in letters that a computer writes as the same ones", "[https://ｂａｎｋ．ｅｘａｍｐｌｅ](https://evil.example/)"],
  ["half of it in italics", "[https://*bank*.example](https://evil.example/)"],
  ["as the words of a picture", "![https://bank.example](https://evil.example/)"],
])("R26: a link that says it leads elsewhere, %s, names where it leads", (_title, body) => {
  const html = toHtml(body);
  expect(html).toContain(">(evil.example)<");
});

test.each([
  ["words", "[the bank](https://bank.example/)"],
  ["its own address", "https://bank.example/login"],
  ["its own address in bold", "[**https://bank.example**](https://bank.example/login)"],
  ["the address without www", "[bank.example](https://www.bank.example/)"],
])("R26: a link of %s says nothing more", (_title, body) => {
  expect(toHtml(body)).not.toContain('class="host"');
});
