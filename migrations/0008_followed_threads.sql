-- Followed threads are told apart from channels by `active_at`. 10,000 rows a statement, as D1 wants it, and as many as a day of the
-- free plan may write; what is left over is mended by the next message of its thread (follows.ts).
ALTER TABLE `memberships` ADD `active_at` integer;
--> statement-breakpoint
UPDATE `memberships` SET `active_at` = coalesce((SELECT `at` FROM `messages` WHERE `key` = (SELECT max(`key`) FROM `messages`
	WHERE `key` > `channel_no` * 4294967296 AND `key` < (`channel_no` + 1) * 4294967296)), `joined_at`)
WHERE (`channel_no`, `member_no`) IN (SELECT s.`channel_no`, s.`member_no` FROM `channels` c CROSS JOIN `memberships` s ON s.`channel_no` = c.`no`
	WHERE c.`parent_no` IS NOT NULL AND s.`active_at` IS NULL LIMIT 10000);
--> statement-breakpoint
UPDATE `memberships` SET `active_at` = coalesce((SELECT `at` FROM `messages` WHERE `key` = (SELECT max(`key`) FROM `messages`
	WHERE `key` > `channel_no` * 4294967296 AND `key` < (`channel_no` + 1) * 4294967296)), `joined_at`)
WHERE (`channel_no`, `member_no`) IN (SELECT s.`channel_no`, s.`member_no` FROM `channels` c CROSS JOIN `memberships` s ON s.`channel_no` = c.`no`
	WHERE c.`parent_no` IS NOT NULL AND s.`active_at` IS NULL LIMIT 10000);
--> statement-breakpoint
UPDATE `memberships` SET `active_at` = coalesce((SELECT `at` FROM `messages` WHERE `key` = (SELECT max(`key`) FROM `messages`
	WHERE `key` > `channel_no` * 4294967296 AND `key` < (`channel_no` + 1) * 4294967296)), `joined_at`)
WHERE (`channel_no`, `member_no`) IN (SELECT s.`channel_no`, s.`member_no` FROM `channels` c CROSS JOIN `memberships` s ON s.`channel_no` = c.`no`
	WHERE c.`parent_no` IS NOT NULL AND s.`active_at` IS NULL LIMIT 10000);
--> statement-breakpoint
UPDATE `memberships` SET `active_at` = coalesce((SELECT `at` FROM `messages` WHERE `key` = (SELECT max(`key`) FROM `messages`
	WHERE `key` > `channel_no` * 4294967296 AND `key` < (`channel_no` + 1) * 4294967296)), `joined_at`)
WHERE (`channel_no`, `member_no`) IN (SELECT s.`channel_no`, s.`member_no` FROM `channels` c CROSS JOIN `memberships` s ON s.`channel_no` = c.`no`
	WHERE c.`parent_no` IS NOT NULL AND s.`active_at` IS NULL LIMIT 10000);
--> statement-breakpoint
UPDATE `memberships` SET `active_at` = coalesce((SELECT `at` FROM `messages` WHERE `key` = (SELECT max(`key`) FROM `messages`
	WHERE `key` > `channel_no` * 4294967296 AND `key` < (`channel_no` + 1) * 4294967296)), `joined_at`)
WHERE (`channel_no`, `member_no`) IN (SELECT s.`channel_no`, s.`member_no` FROM `channels` c CROSS JOIN `memberships` s ON s.`channel_no` = c.`no`
	WHERE c.`parent_no` IS NOT NULL AND s.`active_at` IS NULL LIMIT 10000);
--> statement-breakpoint
CREATE INDEX `memberships_in_channels` ON `memberships` (`member_no`,`channel_no`) WHERE active_at is null;
--> statement-breakpoint
CREATE INDEX `memberships_in_threads` ON `memberships` (`member_no`,`active_at`) WHERE active_at is not null;
--> statement-breakpoint
CREATE INDEX `channels_default` ON `channels` (`workspace_no`) WHERE is_default = 1;
--> statement-breakpoint
CREATE INDEX `members_here` ON `members` (`workspace_no`,`user_no`) WHERE left_at is null and user_no is not null;
--> statement-breakpoint
CREATE INDEX `members_guests` ON `members` (`workspace_no`,`joined_at`) WHERE role = 'guest' and left_at is null;