/** A class's own web site, of another origin than PLACE, with as strict a policy as a site can have. */
import { expect, type Frame, type Page } from "@playwright/test";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { AskedFrom } from "../../../client/index.ts";
import type { Classroom } from "./classroom.ts";

export interface ClassSite {
  origin: string;
  /** What stands in the body of the next page that is fetched, by path. */
  pages: Map<string, string>;
  close: () => void;
}

const STYLE = `
  body { font: 16px/1.5 Georgia, serif; margin: 0; background: #fff; color: #222; }
  body.dark { background: #10131a; color: #ddd; }
  main { max-width: 40rem; margin: 0 auto; padding: 1rem; }
  script.talk { display: block; height: 420px; }
  .long { height: 3000px; }
  /* Of a site that was written long before. */
  iframe, button, div { filter: blur(4px); border: 3px solid red; }
`;

/** @param place origin of PLACE, which alone the site's policy lets in */
export async function classSite(place: string): Promise<ClassSite> {
  const pages = new Map<string, string>();
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://site").pathname;
    if (path === "/style.css") return response.setHeader("content-type", "text/css").end(STYLE);
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.setHeader(
      "content-security-policy",
      `default-src 'none'; style-src 'self'; script-src ${place}; frame-src ${place}; base-uri 'none'`,
    );
    response.end(
      `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Week 3</title><link rel="stylesheet" href="/style.css"></head>${pages.get(path) ?? "<body></body>"}</html>`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const { port } = server.address() as AddressInfo;
  return { origin: `http://localhost:${port}`, pages, close: () => server.close() };
}

/** Switches a channel's widget on. @returns its id */
export async function showOn(
  classroom: Classroom,
  site: string,
  rules: Partial<AskedFrom<"widgets.put">> = {},
  channel: { id: string } = classroom.general,
): Promise<string> {
  const { widget } = await classroom.owner.api.call(
    "widgets.put",
    { channel: channel.id },
    { on: true, sites: [site], ...rules },
  );
  return widget.id;
}

/** The tag as the settings tell it; `more`: further attributes. The room is held by the site's style sheet. */
export const tag = (place: string, widget: string, more = 'class="talk"'): string =>
  `<script async src="${place}/embed.js" data-channel="${widget}" ${more}></script>`;

/** The frame of a widget; it stands in a closed shadow root, where no selector finds it. */
export async function frameOf(page: Page, widget: string): Promise<Frame> {
  const find = () => page.frames().find((frame) => frame.url().includes(`/widget/${widget}`));
  await expect.poll(() => find() !== undefined, { message: "the widget's frame" }).toBe(true);
  return find() as Frame;
}
