/** Search. Where this PLACE has no index, or it is away, that is said, and everything else goes on. */
import { because } from "../../protocol/reasons.ts";
import { SEARCHES_SAVED_MAX } from "../../protocol/index.ts";
import { foldWord } from "../../protocol/search/words.ts";
import { forgetSearches, keepSearch, mySearches, synonymsOf, writeSynonyms } from "../store/searches.ts";
import type { HandlersOf } from "../http/handler.ts";
import { Refused } from "../refused.ts";
import { reindexState, reindexStep } from "../reindex.ts";
import { log } from "../log.ts";
import { hubOf } from "../room/stubs.ts";
import { isStale, LOOK_MS } from "../search/dictionary.ts";
import { findMessages } from "../search/find.ts";
import { searchOf } from "../search/found.ts";
import { similarQuestions } from "../search/similar.ts";
import { suggest } from "../search/suggest.ts";

export const search: HandlersOf<"search"> = {
  async find({ c, env, permit, query, beside }) {
    const index = indexOf(env);
    c.executionCtx.waitUntil(keepDictionary(env, index, permit.workspace.id));
    return findMessages(env.DB, index, permit, query, {
      readable: beside,
      learnWords: () => learnWords(env, index, permit.workspace.id, LOOK_MS.misspelt),
    });
  },

  async suggest({ c, env, permit, query: { q }, beside: { homes } }) {
    const index = indexOf(env);
    c.executionCtx.waitUntil(keepDictionary(env, index, permit.workspace.id));
    return suggest(env.DB, index, permit, homes, q);
  },

  async similar({ env, permit, query: { q }, beside }) {
    return { questions: await similarQuestions(env.DB, indexOf(env), permit, q, { readable: beside }) };
  },

  async mine({ db, permit }) {
    return mySearches(db, permit);
  },

  async keep({ db, permit, body: { q, saved } }) {
    const isKept = await keepSearch(db, permit, q, saved, Date.now());
    if (!isKept) throw new Refused("too_many", because("searches_full", { most: SEARCHES_SAVED_MAX }));
    return mySearches(db, permit);
  },

  async forget({ db, permit, query: { q } }) {
    await forgetSearches(db, permit, q);
    return mySearches(db, permit);
  },

  async synonyms({ db, permit }) {
    return synonymsOf(db, permit);
  },

  async editSynonyms({ db, permit, body: { groups, version } }) {
    const distinct = groups.map((group) => [...new Map(group.map((word) => [foldWord(word), word])).values()]);
    const kept = distinct.filter((group) => group.length > 1);
    const written = await writeSynonyms(db, permit, kept, version, Date.now());
    if (!written) throw new Refused("stale", because("synonyms_changed"));
    return written;
  },

  async reindex({ env, permit, body: { restart } }) {
    return reindexStep(env, indexOf(env), permit, restart);
  },

  async state({ env, permit }) {
    return reindexState(env, indexOf(env), permit);
  },
};

/** In this isolate, when it was looked last whether the dictionary is to be looked through, ms since 1970. */
let lookedAt = 0;
const LOOK_EVERY_MS = 10_000;

async function keepDictionary(env: Env, search: D1Database, workspaceId: string): Promise<void> {
  const now = Date.now();
  if (now - lookedAt < LOOK_EVERY_MS) return;
  lookedAt = now;
  await learnWords(env, search, workspaceId, LOOK_MS.typing);
}

/**
 * Has the class's object take over new words, where it is time: it may take longer than a request is given. Never rejects.
 * @returns whether it was time, and it did
 */
async function learnWords(env: Env, search: D1Database, workspaceId: string, msPerWord: number): Promise<boolean> {
  try {
    if (!(await isStale(search, Date.now(), msPerWord))) return false;
    await hubOf(env, workspaceId).refreshDictionary();
    return true;
  } catch (error) {
    log.fault("dictionary", error);
    return false;
  }
}

/** @throws Refused `unavailable` in a deployment without search */
function indexOf(env: Pick<Env, "SEARCH">): D1Database {
  const index = searchOf(env);
  if (!index) throw new Refused("unavailable", because("search_absent"));
  return index;
}
