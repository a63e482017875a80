CREATE TABLE `feedback_channels` (
	`workspace_no` integer PRIMARY KEY NOT NULL,
	`channel_no` integer NOT NULL,
	`member_no` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `problems` (
	`no` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`workspace_no` integer NOT NULL,
	`member_no` integer NOT NULL,
	`at` integer NOT NULL,
	`words` text NOT NULL,
	`trace` text,
	`screen` text NOT NULL,
	`state` text NOT NULL,
	`answer` text DEFAULT '' NOT NULL,
	`changed_at` integer NOT NULL,
	`changed_by` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `problems_by_id` ON `problems` (`id`);--> statement-breakpoint
CREATE INDEX `problems_in_class` ON `problems` (`workspace_no`,`state`,`no`);--> statement-breakpoint
CREATE INDEX `problems_of_member` ON `problems` (`member_no`,`no`);--> statement-breakpoint
ALTER TABLE `landmarks` ADD `home_no` integer;--> statement-breakpoint
CREATE INDEX `tasks_in_channel` ON `landmarks` (`home_no`,`kind`,`channel_no`,`seq`) WHERE home_no is not null;