/** Search. Where this PLACE has no index, or it is away, that is said, and everything else goes on. */
import { because } from "../../protocol/reasons.ts";
import type { HandlersOf } from "../http/handler.ts";
import { Refused } from "../refused.ts";
import { reindexState, reindexStep } from "../reindex.ts";
import { findMessages } from "../search/find.ts";
import { searchOf } from "../search/found.ts";
import { suggest } from "../search/suggest.ts";

export const search: HandlersOf<"search"> = {
  async find({ env, permit, query }) {
    return findMessages(env.DB, indexOf(env), permit, query);
  },

  async suggest({ env, permit, query: { q } }) {
    return suggest(env.DB, permit, q);
  },

  async reindex({ env, permit, body: { restart } }) {
    return reindexStep(env, indexOf(env), permit, restart);
  },

  async state({ env, permit }) {
    return reindexState(env, indexOf(env), permit);
  },
};

/** @throws Refused `unavailable` in a deployment without search */
function indexOf(env: Pick<Env, "SEARCH">): D1Database {
  const index = searchOf(env);
  if (!index) throw new Refused("unavailable", because("search_absent"));
  return index;
}
