-- What is in D1, in one look: people, channels, messages. On a laptop, after `npm start` has been stopped or while it runs:
--   npx wrangler d1 execute place --local --persist-to .place --file docs/look-into.sql
-- and of a deployed PLACE with --remote instead of --local --persist-to.

SELECT w.name AS class, count(*) AS people, sum(m.user_no IS NULL) AS imported
FROM members m JOIN workspaces w ON w.no = m.workspace_no
WHERE m.left_at IS NULL GROUP BY w.no;

SELECT w.name AS class, coalesce(c.name, '(direct)') AS channel, c.kind, c.id,
  (SELECT count(*) FROM messages WHERE key BETWEEN c.no * 4294967296 AND c.no * 4294967296 + 4294967295) AS messages
FROM channels c JOIN workspaces w ON w.no = c.workspace_no ORDER BY w.no, messages DESC;

SELECT coalesce(c.name, '(direct)') AS channel, m.key - c.no * 4294967296 AS seq, p.handle AS author,
  datetime(m.at / 1000, 'unixepoch') AS at, substr(m.body, 1, 60) AS body
FROM messages m JOIN channels c ON c.no = (m.key - m.key % 4294967296) / 4294967296 JOIN members p ON p.id = m.author
ORDER BY m.at DESC LIMIT 10;
