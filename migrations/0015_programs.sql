CREATE TABLE `bot_commands` (
	`no` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`workspace_no` integer NOT NULL,
	`member_no` integer NOT NULL,
	`name` text NOT NULL,
	`takes` text NOT NULL,
	`says` text NOT NULL,
	`url` text,
	`secret` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `bot_commands_by_name` ON `bot_commands` (`workspace_no`,`name`);--> statement-breakpoint
CREATE INDEX `bot_commands_of_member` ON `bot_commands` (`member_no`);--> statement-breakpoint
CREATE TABLE `command_calls` (
	`token_hash` text PRIMARY KEY NOT NULL,
	`workspace_no` integer NOT NULL,
	`channel_no` integer NOT NULL,
	`bot_no` integer NOT NULL,
	`member_no` integer NOT NULL,
	`command` text NOT NULL,
	`answers_left` integer NOT NULL,
	`expires_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `command_calls_by_end` ON `command_calls` (`expires_at`);--> statement-breakpoint
CREATE TABLE `incoming_hooks` (
	`no` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`workspace_no` integer NOT NULL,
	`channel_no` integer NOT NULL,
	`member_no` integer NOT NULL,
	`name` text NOT NULL,
	`secret_hash` text NOT NULL,
	`created_at` integer NOT NULL,
	`created_by` integer NOT NULL,
	`used_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `incoming_hooks_by_id` ON `incoming_hooks` (`id`);--> statement-breakpoint
CREATE INDEX `incoming_hooks_of_workspace` ON `incoming_hooks` (`workspace_no`);--> statement-breakpoint
CREATE TABLE `outgoing_hooks` (
	`no` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`workspace_no` integer NOT NULL,
	`channel_no` integer NOT NULL,
	`name` text NOT NULL,
	`url` text NOT NULL,
	`secret` text NOT NULL,
	`rules` text NOT NULL,
	`created_at` integer NOT NULL,
	`created_by` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `outgoing_hooks_by_id` ON `outgoing_hooks` (`id`);--> statement-breakpoint
CREATE INDEX `outgoing_hooks_of_workspace` ON `outgoing_hooks` (`workspace_no`);--> statement-breakpoint
CREATE INDEX `outgoing_hooks_of_channel` ON `outgoing_hooks` (`channel_no`);--> statement-breakpoint
ALTER TABLE `sessions` ADD `scope` text;--> statement-breakpoint
ALTER TABLE `members` ADD `bot` text;--> statement-breakpoint
CREATE INDEX `members_bots` ON `members` (`workspace_no`) WHERE bot is not null;