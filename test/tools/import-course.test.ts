/** The course in one file as a browser reads it: it brings what the archive brings that it was made of, or nothing. */
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { coursePage, planCourse } from "../../imports/archive/course.ts";
import { prepareImport } from "../../imports/prepare.ts";
import { sha256 } from "../../worker/sha256.ts";
import { messageOf, type MadeUpChannel } from "../support/archive-of.ts";
import { channel, chosen, CLOSED, OPEN, refused, said, sent, tarOf, THREAD } from "./support/made-up-archive.ts";

describe("the course in one file", () => {
  const many = {
    line: channel("general1"),
    messages: Array.from({ length: 2_500 }, (_, n) =>
      messageOf(n + 1, `${n} </script> و`, n > 0 ? { replyTo: n } : {}),
    ),
  };
  async function pageOf(channels: MadeUpChannel[], openOnly = false): Promise<string> {
    const tar = await tarOf(channels);
    const open = () => new Blob([tar as Uint8Array<ArrayBuffer>]).stream();
    const plan = await planCourse(open, { sha256, openOnly });
    // The reader is as long as a slice of the page is, so that blocks lie across two of them.
    const reader = { script: `let a;${" ".repeat(4 * 1024 * 1024)}`, style: "", extras: "let b;", extrasStyle: "" };
    let html = "";
    for await (const piece of coursePage(open, plan, reader)) html += piece;
    return html;
  }
  const asFile = (html: string) => chosen(new TextEncoder().encode(html), "course.html");

  it("sends the same messages as the archive that it was made of, and says that it has not the archive's proof", async () => {
    const html = await pageOf([many, THREAD, CLOSED]);
    const { summary } = await prepareImport(asFile(html), {});
    expect(summary).toMatchObject({ messages: 2_502, archive: { name: "Made-up class", hasProof: false } });
    const channels = ["general1", "thread01", "staff001"];
    const [course, archive] = [await sent(asFile(html)), await sent([many, THREAD, CLOSED])];
    for (const key of channels) expect(said(course.asked, key)).toEqual(said(archive.asked, key));
    expect(said(course.asked, "general1")).toHaveLength(2_500);
  });

  it("that was made without private channels has none to bring", async () => {
    const { summary } = await prepareImport(asFile(await pageOf([OPEN, THREAD, CLOSED], true)), {});
    expect(summary.channels.map(({ name }) => name)).toEqual(["general1"]);
  });

  it("that lacks a block, or has one that is cut, is refused; another page is none", async () => {
    const html = await pageOf([many, THREAD]);
    const block = (entry: string) => new RegExp(`<script type="[^"]*" data-entry="${entry}">([^<]*)</script>\\n`, "u");
    const last = block("messages/general1/0000001001.jsonl");
    const lacks = "This is the course in one file, and it is not what it was when it was made.";
    expect(await refused(asFile(html.replace(last, "")))).toEqual([lacks, "messages/general1: is missing"]);
    const cut = html.replace(last, (whole, data: string) => whole.replace(data, data.slice(0, 400)));
    expect(await refused(asFile(cut))).toEqual([lacks, "messages/general1/0000001001.jsonl: cannot be read"]);
    const packed = (text: string) => deflateRawSync(Buffer.from(text)).toString("base64");
    const changed = html.replace(last, (whole, data: string) =>
      whole.replace(data, packed(inflateRawSync(Buffer.from(data, "base64")).toString().replace("1500 <", "1501 <"))),
    );
    expect(await refused(asFile(changed))).toEqual([lacks, "messages/general1/0000001001.jsonl: was changed"]);
    const put = html.replace(
      last,
      (whole) => whole.replace("0000001001", "0000003001").replace("general1", "thread01") + whole,
    );
    expect(await refused(asFile(put))).toEqual([lacks, "messages/thread01/0000003001.jsonl: was added"]);
    expect((await refused(asFile("<!doctype html><title>x</title>")))[0]).toMatch(/^course\.html is a web page\./u);
  });
});
