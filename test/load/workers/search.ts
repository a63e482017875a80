/** PLACE as it is, with what a search is measured beside: the history scanned by LIKE, and FTS5 with its defaults. `/__rows`: rows read since; `/__dictionary`: its words, once it is made. */
import worker from "../../../worker/index.ts";
import { RowCounters } from "../../support/row-counters.ts";

export * from "../../../worker/index.ts";

const rows = new RowCounters();
const LIKE = `SELECT key FROM messages WHERE body LIKE '%' || ?1 || '%' AND key / 4294967296 IN (SELECT value FROM json_each(?2)) ORDER BY at DESC LIMIT 21`;
const PLAIN = `SELECT rowid AS key FROM plain WHERE plain MATCH '"' || replace(?1, '"', '') || '"' ORDER BY rank LIMIT 10`;

export default {
  async fetch(request, env, context) {
    rows.watchD1(env.DB);
    const { pathname, searchParams } = new URL(request.url);
    const q = searchParams.get("q") ?? "";
    if (pathname === "/__rows") return Response.json(rows.take().d1Read);
    if (pathname === "/__dictionary")
      return Response.json(await env.SEARCH.prepare("SELECT words FROM dictionary_state WHERE k = 1").first("words"));
    if (pathname === "/__like")
      return Response.json((await env.DB.prepare(LIKE).bind(q, searchParams.get("channels")).all()).results);
    if (pathname === "/__plain") return Response.json((await env.SEARCH.prepare(PLAIN).bind(q).all()).results);
    return worker.fetch(request, env, context);
  },
} satisfies ExportedHandler<Env>;
