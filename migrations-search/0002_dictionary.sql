-- The index's own words, the more frequent ones first, for completion and for what was misspelt. Taken out of the index now and then,
-- so that a message costs no row more. Whether a word may be offered is asked of `found` each time.
CREATE VIRTUAL TABLE vocabulary USING fts5vocab(found, col);
CREATE TABLE dictionary_words (
  no INTEGER PRIMARY KEY,
  word TEXT NOT NULL,
  messages INTEGER NOT NULL
);
CREATE UNIQUE INDEX dictionary_by_word ON dictionary_words (word);
-- `w` and the word; `d` and the word, and `d` and each word that is made of it by leaving a letter out.
CREATE VIRTUAL TABLE dictionary_forms USING fts5(
  forms,
  content = '', contentless_delete = 1, detail = none,
  tokenize = "unicode61 remove_diacritics 0 categories 'L* N* M* Co'"
);
CREATE TABLE dictionary_state (
  k INTEGER PRIMARY KEY,
  refreshed_at INTEGER NOT NULL,
  words INTEGER NOT NULL
);
