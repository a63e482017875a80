/** The table of docs/http.md. What stands above it is written by hand. */
import { ROUTES, SECTIONS, type Noun, type Row } from "../../protocol/routes/index.ts";
import { terminalLine } from "./examples.ts";
import { needsInWords } from "./in-words.ts";
import { inShort, nodeOf } from "./schema-node.ts";

/** The table begins behind this line. */
const MARK =
  "The table is generated from `protocol/routes/` by `npm run routes -- --write`; so is `/openapi.json` (OpenAPI 3.1).";

/** The page with its table made anew. @throws Error where it has no mark */
export function httpPage(page: string): string {
  const end = page.indexOf(MARK);
  if (end < 0) throw new Error(`docs/http.md: the line that the table stands behind is gone: ${MARK}`);
  return `${page.slice(0, end + MARK.length)}\n\n${table()}\n\n${lines()}\n`;
}

/** Each row as a line for the terminal. */
function lines(): string {
  const sections = (Object.keys(ROUTES) as Noun[]).map((noun) => {
    const rows = Object.entries<Row>(ROUTES[noun]).map(
      ([verb, row]) =>
        `\`${noun}.${verb}\`: ${row.says.replaceAll(/[<>]/gu, "")}.\n\n\`\`\`sh\n${terminalLine(row)}\n\`\`\`\n`,
    );
    return `### ${SECTIONS[noun]}, from a terminal\n\n${rows.join("\n")}`;
  });
  return `${LINES}\n\n${sections.join("\n")}`;
}
const LINES = `## Lines for the terminal

Each route as a line that can be run. \`PLACE_URL\` is this site, \`PLACE_TOKEN\` a token (_Settings → Account_), \`CLASS\`, \`CHANNEL\` and
\`MEMBER\` are ids, from addresses and answers. Where no token is taken, \`PLACE_COOKIE\` is the cookie of a browser, as \`name=value\`. What a line
sends is an example: the least that is taken.`;

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
  if (body === "bytes") return "bytes";
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
