/** A channel inside another site, and those who see it there. */
import { env, exports } from "cloudflare:workers";
import { expect } from "vitest";
import type { Refusal, VisitorKind, WidgetBody, WidgetEntry } from "../../../protocol/index.ts";
import { publicId } from "../../../worker/store/public-id.ts";
import { ORIGIN, request, type Somebody } from "./classroom.ts";
import { LiveSocket } from "./live-socket.ts";

export const SITE = "https://class.example";
export const OTHER_SITE = "https://other.example";
/** Why somebody was refused, as closely as it is said. */
export const why = ({ body }: { body: unknown }) => (body as Refusal).reason ?? (body as Refusal).code;

export interface OnSite {
  id: string;
  no: number;
  channel: string;
}

/** Put straight into D1: on, on SITE, and read by anyone, unless told. */
export async function widgetOn(channel: string, more: Partial<WidgetBody> = {}): Promise<OnSite> {
  const rules = { on: true, sites: [SITE], read: "anyone", write: "nobody", guests: false, holds: false, ...more };
  const id = publicId();
  const row = await env.DB.prepare(
    `insert into widgets (id, workspace_no, channel_no, is_on, sites, read, write, guests, holds, confirmed_at, changed_at, changed_by)
     select ?1, workspace_no, no, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 1, 0 from channels where id = ?2 returning no`,
  )
    .bind(
      id,
      channel,
      rules.on ? 1 : 0,
      JSON.stringify(rules.sites),
      rules.read,
      rules.write,
      rules.guests ? 1 : 0,
      rules.holds ? 1 : 0,
      rules.confirmed ? 1 : null,
    )
    .first<{ no: number }>();
  return { id, no: row!.no, channel };
}

export const withToken = (token: string, more: Partial<Somebody> = {}): Somebody => ({
  ...{ id: "nobody", no: 0, userNo: 0, handle: "", ...more, token },
  get: (path) => request("GET", path, undefined, { token }),
  post: (path, body) => request("POST", path, body, { token }),
  put: (path, body) => request("PUT", path, body, { token }),
  patch: (path, body) => request("PATCH", path, body, { token }),
  delete: (path) => request("DELETE", path, {}, { token }),
});

/** Comes in as a frame does. */
export async function enter(widget: string, body: unknown): Promise<{ status: number; body: WidgetEntry }> {
  return request<WidgetEntry>("POST", `/widgets/${widget}/tokens`, body);
}

/** Somebody who reads without a name. */
export async function readerOf({ id }: Pick<OnSite, "id">, site = SITE): Promise<Somebody> {
  const { status, body } = await enter(id, { as: "reader", site });
  expect(status).toBe(201);
  return withToken(body.token);
}

/** Somebody with a token of the widget, put straight into D1; they are in its channel already. */
export async function visitorOf(
  { no }: OnSite,
  who: Somebody,
  kind: Exclude<VisitorKind, "reader">,
  { site = SITE, lifetime = 900_000, key = 1 } = {},
): Promise<Somebody> {
  const token = Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("base64url");
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(token));
  const now = Date.now();
  await env.DB.prepare(
    `insert into sessions (token_hash, id, user_no, kind, name, created_at, last_seen_at, expires_at, widget_no, site, key_no, came_from)
     values (?1, ?2, ?3, 'widget', ?4, ?5, ?5, ?6, ?7, ?4, ?8, ?9)`,
  )
    .bind(
      Buffer.from(hash).toString("base64url"),
      publicId(),
      who.userNo,
      site,
      now,
      now + lifetime,
      no,
      kind === "named" ? key : null,
      kind === "member" ? "elsewhere" : null,
    )
    .run();
  return withToken(token, who);
}

/** Somebody who came in as a guest of this name. */
export async function guestNamed({ id }: Pick<OnSite, "id">, name: string): Promise<Somebody & { entry: WidgetEntry }> {
  const { status, body } = await enter(id, { as: "guest", site: SITE, name });
  expect(status).toBe(201);
  return { ...withToken(body.token, { id: body.me!.id }), entry: body };
}

/** As a frame opens a socket: the token is one of the protocols that it offers. */
export async function socketAnswer(channelId: string, token: string, headers: Record<string, string> = {}) {
  return exports.default.fetch(`${ORIGIN}/api/channels/${channelId}/socket`, {
    headers: {
      upgrade: "websocket",
      "sec-websocket-protocol": `place, place-token.${token}`,
      origin: ORIGIN,
      ...headers,
    },
  });
}
export async function openFrame(channelId: string, { token }: Pick<Somebody, "token">): Promise<LiveSocket> {
  const { webSocket, status } = await socketAnswer(channelId, token);
  expect(status).toBe(101);
  return new LiveSocket(webSocket!);
}
/** A frame that has been told what there is. */
export async function welcomedFrame(channelId: string, who: Pick<Somebody, "token">): Promise<LiveSocket> {
  const live = await openFrame(channelId, who);
  await live.next("welcome");
  return live;
}
