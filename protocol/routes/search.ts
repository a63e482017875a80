/** Search: in what the asker may read now, and nowhere else. */
import {
  ReindexBody,
  ReindexingSchema,
  SearchPageSchema,
  SearchQuery,
  SuggestionsSchema,
  SuggestQuery,
} from "../search/contract.ts";
import type { Row } from "./route.ts";

export const search = {
  find: {
    method: "GET",
    path: "/workspaces/:workspace/search",
    needs: { workspace: "readWorkspace" },
    query: SearchQuery,
    answer: () => SearchPageSchema,
    rate: { account: "search" },
    since: "0.2",
    says: 'messages with these words, in channels that I am in: words, `"phrases"`, `-word`, and `from:` `in:` `before:` `after:` `on:` `during:` `has:` `is:` `mentions:`; the newest first, with the message before and after',
  },
  suggest: {
    method: "GET",
    path: "/workspaces/:workspace/search/suggestions",
    needs: { workspace: "readWorkspace" },
    query: SuggestQuery,
    answer: () => SuggestionsSchema,
    rate: { account: "suggest" },
    since: "0.2",
    says: "what the last word of `q` may become: people of the class, channels that I am in, words that occur where I may read",
  },
  reindex: {
    method: "POST",
    path: "/workspaces/:workspace/search/reindex",
    needs: { workspace: "editWorkspace" },
    body: ReindexBody,
    answer: () => ReindexingSchema,
    since: "0.2",
    says: "brings the next messages of the history into the search index, about 2,000; again until `isDone`. `npm run place -- reindex` does",
  },
  state: {
    method: "GET",
    path: "/workspaces/:workspace/search/state",
    needs: { workspace: "editWorkspace" },
    answer: () => ReindexingSchema,
    since: "0.2",
    says: "how far the search index is behind, and how far the history was brought into it",
  },
} as const satisfies Record<string, Row>;
