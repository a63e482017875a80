-- `s` and each ending of a word, so that who finds nothing is answered with words that theirs stands within, without a look through all. Words
-- that were there before get theirs with the next looks for new words: those numbered up to `endings_up_to` have them.
ALTER TABLE dictionary_state ADD COLUMN endings_up_to INTEGER NOT NULL DEFAULT 0;
