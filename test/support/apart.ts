/**
 * The tests of the worker that have databases and objects of their own. All others share a runtime with the files before them, which saves
 * two seconds a file: each makes the class that it is about, and what others left does not touch it. Here stands who counts rows or
 * statements of a whole database, empties or breaks one, gives objects or rows names of its own making, or sets a limit that others meet.
 */
export const APART = [
  "alarm-rows",
  "bootstrap",
  "budget",
  "convergence-hard",
  "erasing-account",
  "deleting-class",
  "emoji*",
  "file-limits",
  "health",
  "import-archive",
  "import-messages",
  "incoming-hooks",
  "migrations",
  "missed",
  "odd-requests",
  "passkeys",
  "places",
  "plain",
  "played",
  "push-statements",
  "reindex",
  "search",
  "search-access",
  "search-filters",
  "search-index",
  "search-statements",
  "statements",
  "stored-once",
  "web-page-statements",
  "widget-keys",
  "widget-statements",
  "parts/*",
].map((name) => `test/worker/${name}.test.ts`);
