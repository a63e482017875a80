CREATE TABLE `scheduled` (
	`id` text PRIMARY KEY NOT NULL,
	`channel_no` integer NOT NULL,
	`member_no` integer NOT NULL,
	`body` text NOT NULL,
	`at` integer NOT NULL,
	`wall_clock` text NOT NULL,
	`zone` text NOT NULL,
	`repeat` text,
	`refusal` text,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `scheduled_of_member` ON `scheduled` (`member_no`);--> statement-breakpoint
CREATE INDEX `scheduled_in_channel` ON `scheduled` (`channel_no`);