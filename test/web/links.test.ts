/** Where a link says that it leads, and where it does. */
import { expect, test } from "vitest";
import { bodyToHtml } from "../../web/src/lib/conversation/markup/body-html.ts";

const nobody = () => undefined;
const toHtml = (body: string) => bodyToHtml(body, { member: nobody, channel: nobody, emoji: nobody });

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
  ["with letters that look Latin", "https://bаnk.example/", "xn--bnk-6cd.example"],
  ["of nothing but letters that look Latin", "https://ѕсоре.example/", "xn--e1argc3h.example"],
  ["with letters that look Latin, as words", "[bаnk.example](https://bаnk.example/)", "xn--bnk-6cd.example"],
  ["behind a name", "https://bank.example@evil.example/", "evil.example"],
  ["of mail", "[ada@bank.example](mailto:ada@evil.example)", "ada@evil.example"],
])("R26: a host in disguise, %s, shows its true form", (_title, body, host) => {
  expect(toHtml(body)).toContain(`>(${host})<`);
});

test.each([
  ["words", "[the bank](https://bank.example/)"],
  ["its own address", "https://bank.example/login"],
  ["its own address in bold", "[**https://bank.example**](https://bank.example/login)"],
  ["the address without www", "[bank.example](https://www.bank.example/)"],
  ["its own address in another script", "https://例え.jp/x and https://müller.example/x and https://bücher.example"],
  ["its own address in another script, as words", "[müller.example](https://müller.example/x)"],
  ["a number", "[127.0.0.1](http://127.0.0.1:8787/) and [www.bank.example:8443](https://bank.example:8443/)"],
  ["an address of mail", "[ada@bank.example](mailto:ada@bank.example) and ada@bank.example"],
])("R26: a link of %s says nothing more", (_title, body) => {
  expect(toHtml(body)).not.toContain('class="host"');
});
