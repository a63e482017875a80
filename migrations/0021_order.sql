CREATE TABLE `reports` (
	`no` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`workspace_no` integer NOT NULL,
	`at` integer NOT NULL,
	`reporter_no` integer NOT NULL,
	`about_no` integer NOT NULL,
	`reason` text NOT NULL,
	`words` text NOT NULL,
	`channel_no` integer,
	`seq` integer,
	`message` text,
	`decided_at` integer,
	`decided_by` integer,
	`outcome` text,
	`answer` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `reports_by_id` ON `reports` (`id`);--> statement-breakpoint
CREATE INDEX `reports_open` ON `reports` (`workspace_no`,`no`) WHERE decided_at is null;--> statement-breakpoint
CREATE INDEX `reports_decided` ON `reports` (`workspace_no`,`decided_at`) WHERE decided_at is not null;--> statement-breakpoint
CREATE INDEX `reports_of_reporter` ON `reports` (`reporter_no`,`no`);--> statement-breakpoint
ALTER TABLE `workspaces` ADD `held_words` text;--> statement-breakpoint
ALTER TABLE `channels` ADD `rules` text;--> statement-breakpoint
ALTER TABLE `widget_held` ADD `word` text;--> statement-breakpoint
ALTER TABLE `widget_held` ADD `turned_down_at` integer;--> statement-breakpoint
ALTER TABLE `widget_held` ADD `answer` text;