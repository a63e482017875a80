-- The index keeps no text: words are prepared by the worker (protocol/search/), so that this tokenizer has nothing left to decide. Marks
-- are part of a word here, since those that do not belong are gone already. rowid: minute << 38 | channel << 20 | seq, newest last.
CREATE VIRTUAL TABLE found USING fts5(
  words, parts, tokens,
  content = '', contentless_delete = 1,
  tokenize = "unicode61 remove_diacritics 0 categories 'L* N* M* Co'"
);
