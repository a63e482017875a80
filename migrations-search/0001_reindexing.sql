-- How far the history of a class was brought into the index, so that it goes on where it stopped: all messages of channels below
-- `channel_no`, and those of that channel below `seq`. What is said meanwhile comes by itself.
CREATE TABLE reindexing (
  workspace_no INTEGER PRIMARY KEY,
  channel_no INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  done INTEGER NOT NULL,
  total INTEGER NOT NULL,
  began_at INTEGER NOT NULL,
  ended_at INTEGER
);
