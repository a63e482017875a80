/** The table of docs/http.md. What stands above it is written by hand. */
import { ROUTES, SECTIONS, type Noun, type Row } from "../../protocol/routes/index.ts";
import { needsInWords } from "./in-words.ts";
import { inShort, nodeOf } from "./schema-node.ts";

/** The table begins behind this line. */
const MARK =
  "The table is generated from `protocol/routes/` by `npm run routes -- --write`; so is `/openapi.json` (OpenAPI 3.1).";

/** The page with its table made anew. @throws Error where it has no mark */
export function httpPage(page: string): string {
  const end = page.indexOf(MARK);
  if (end < 0) throw new Error(`docs/http.md: the line that the table stands behind is gone: ${MARK}`);
  return `${page.slice(0, end + MARK.length)}\n\n${table()}\n`;
}

function table(): string {
  const lines = ["| request | body | answer |", "| --- | --- | --- |"];
  for (const noun of Object.keys(ROUTES) as Noun[]) {
    lines.push(`| **${SECTIONS[noun]}** | | |`);
    for (const row of Object.values<Row>(ROUTES[noun]))
      lines.push(
        `| ${[requestOf(row), bodyOf(row), answerOf(row)].map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`,
      );
  }
  return lines.join("\n");
}

function requestOf({ method, path, query }: Row): string {
  const { entries = {}, pipe } = query ? nodeOf(query) : {};
  const names = Object.keys(pipe?.[0]?.entries ?? entries);
  const asked = names.map((name) => `${name}=`).join("&");
  return `\`${method} /api${path}${asked && `?${asked}`}\``;
}

function bodyOf({ method, body, answer }: Row): string {
  if (answer === "socket") return "upgrade";
  if (body) return `\`${inShort(nodeOf(body))}\``;
  return method === "GET" || method === "DELETE" ? "" : "`{}`";
}

function answerOf(row: Row): string {
  const { answer, status, says } = row;
  const whom = needsInWords(row);
  const text = `${says.replaceAll(/[<>]/gu, "")}. For ${whom}.`;
  if (answer === "nothing") return `\`204\`: ${text}`;
  if (typeof answer === "string") return text;
  const code = status === undefined ? "" : `${[status].flat()[0]} `;
  return `\`${code}${inShort(nodeOf(answer()))}\`: ${text}`;
}
