/** What is mine over all classes, to be taken along. */
import type { HandlersOf } from "../http/handler.ts";
import { myWords, storedAbout } from "../store/mine.ts";

export const mine: HandlersOf<"mine"> = {
  async words({ env, db, caller, query: { after } }) {
    return myWords(env.DB, db, caller.user.no, after);
  },

  async stored({ db, caller }) {
    return storedAbout(db, caller.user.no);
  },
};
