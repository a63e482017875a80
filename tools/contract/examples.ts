/** For each row, a body that its schema takes, and a line for the terminal that asks for it. */
import * as v from "valibot";
import type { GenericSchema } from "valibot";
import type { Row } from "../../protocol/routes/index.ts";
import { base, isOptional, nodeOf, type SchemaNode } from "./schema-node.ts";

/** Tried one after the other, by the field's name and then for any text or number. */
const BY_NAME: Readonly<Record<string, readonly unknown[]>> = {
  body: ["Hello from the terminal"],
  handle: ["ada.lovelace"],
  name: ["Ada Lovelace", "new-channel", "party"],
  password: ["a long pass phrase"],
  emoji: ["👍"],
  members: [["m4Kq9ZtR2xLw8ZbN"], ["m4Kq9ZtR2xLw8ZbN", "c8Jw2LxYvBd3FgHk"]],
  of: ["c8Jw2LxYvBd3FgHk.1"],
  picture: ["data:image/png;base64,iVBORw0KGgo="],
  zone: ["Europe/Berlin"],
  q: ["words"],
  mark: ["00c0ffee00c0ffee"],
  upload: ["eyJrIjoidSJ9.c2lnbmVk"],
  size: ["12345", 9_000_000, "390x844"],
  // Of the standard's own example (RFC 8291, section 5).
  p256dh: ["BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"],
  auth: ["BTBZMqHH6r4Tts7J_aSIgg"],
  applicationServerKey: ["BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8"],
  lang: ["en"],
  token: ["one-time-secret-of-a-sign-in-link-012345678"],
  secret: ["one-time-secret-of-a-sign-in-link-012345678"],
};
const TEXTS = [
  "text",
  "some-words",
  "2026-11-29",
  "12:00",
  "m4Kq9ZtR2xLw8ZbN",
  "01935a2b-7c4d-7e8f-9a0b-1c2d3e4f5a6b",
  "https://example.org",
  "1",
];
const NUMBERS = [1, 2, 1_900_000_000_000];

/** What the schema takes: of an object, no more than has to be in it. */
function exampleOf(node: SchemaNode, name = ""): unknown {
  const takes = (value: unknown) => v.safeParse(node as unknown as GenericSchema, value).success;
  const named = (BY_NAME[name] ?? []).find(takes);
  if (named !== undefined) return named;
  const made = madeOf(base(node), name);
  if (made !== undefined && takes(made)) return made;
  const tried = [...TEXTS, ...NUMBERS, true, null, {}, []];
  return tried.find(takes) ?? made;
}

function madeOf(node: SchemaNode, name: string): unknown {
  const { type, wrapped, item, entries, options, literal } = node;
  if (wrapped) return exampleOf(wrapped, name);
  if (item) return [exampleOf(item, name.replace(/s$/u, ""))];
  if (entries) {
    const needed = Object.entries(entries).filter(([, entry]) => !isOptional(entry));
    return Object.fromEntries(needed.map(([key, entry]) => [key, exampleOf(entry, key)]));
  }
  if (type === "literal") return literal;
  if (type === "picklist") return options?.[0];
  if (type === "union" || type === "variant")
    return (options ?? []).flatMap((option) => (typeof option === "object" ? [exampleOf(option, name)] : []))[0];
  return undefined;
}

export const exampleBody = ({ body }: Row): unknown => (body && body !== "bytes" ? exampleOf(nodeOf(body)) : {});

/** Shell variables that stand for parts of an address. */
const VARIABLES: Readonly<Record<string, string>> = { workspace: "$CLASS", channel: "$CHANNEL", member: "$MEMBER" };
const PARTS: Readonly<Record<string, string>> = { seq: "1", format: "txt", name: "general" };

/** For a POSIX shell, one line. Who asks is said by `$PLACE_TOKEN`, or by the cookie of a browser where no token is taken. */
export function terminalLine(row: Row): string {
  const { method, path, query, needs, answer, params = {} } = row;
  const filled = path.replace(/:(\w+)/gu, (_, part: string) => {
    const schema = params[part];
    if (schema && PARTS[part] === undefined && VARIABLES[part] === undefined)
      return encodeURIComponent(String(exampleOf(nodeOf(schema), part)));
    return VARIABLES[part] ?? PARTS[part] ?? `$${part.toUpperCase()}`;
  });
  const asked = query ? Object.entries(queryOf(query)) : [];
  const search = asked.map(([key, value]) => `${key}=${encodeURIComponent(String(value))}`).join("&");
  const isWrite = method !== "GET";
  const words = [
    answer === "events" ? "curl -N" : answer === "picture" ? "curl -o picture" : "curl",
    ...(isWrite ? [`-X ${method}`] : []),
    ...(answer === "socket" ? [UPGRADE] : []),
    `"$PLACE_URL/api${filled}${search && `?${search}`}"`,
    ...(needs === "nobody" || needs === "anyone"
      ? []
      : needs === "person"
        ? ['-b "$PLACE_COOKIE" -H "Origin: $PLACE_URL"']
        : ['-H "Authorization: Bearer $PLACE_TOKEN"']),
    ...(isWrite ? bodyOf(row) : []),
  ];
  return words.join(" ");
}

const bodyOf = (row: Row): string[] =>
  row.body === "bytes"
    ? ['-H "Content-Type: application/octet-stream"', "--data-binary @file"]
    : ['-H "Content-Type: application/json"', `-d ${quoted(JSON.stringify(exampleBody(row)))}`];

const UPGRADE =
  '--http1.1 -N -H "Connection: Upgrade" -H "Upgrade: websocket" -H "Sec-WebSocket-Version: 13" -H "Sec-WebSocket-Key: UExBQ0UgcGxhY2UgUExBQw=="';

function queryOf(schema: GenericSchema): Record<string, unknown> {
  const { entries, pipe } = nodeOf(schema);
  const needed = Object.entries(entries ?? pipe?.[0]?.entries ?? {}).filter(([, entry]) => !isOptional(entry));
  return Object.fromEntries(needed.map(([key, entry]) => [key, exampleOf(entry, key)]));
}

/** As one word of a POSIX shell, whatever is in it. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
