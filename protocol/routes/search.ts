/** Search: in what the asker may read now, and nowhere else. */
import { SearchPageSchema, SearchQuery, SuggestionsSchema, SuggestQuery } from "../search/contract.ts";
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
} as const satisfies Record<string, Row>;
