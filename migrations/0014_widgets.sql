CREATE TABLE `widget_held` (
	`id` text PRIMARY KEY NOT NULL,
	`workspace_no` integer NOT NULL,
	`channel_no` integer NOT NULL,
	`home_no` integer NOT NULL,
	`member_no` integer NOT NULL,
	`content` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `widget_held_of_workspace` ON `widget_held` (`workspace_no`,`at`);--> statement-breakpoint
CREATE INDEX `widget_held_of_member` ON `widget_held` (`member_no`);--> statement-breakpoint
CREATE TABLE `widget_keys` (
	`no` integer PRIMARY KEY NOT NULL,
	`kid` text NOT NULL,
	`workspace_no` integer NOT NULL,
	`alg` text NOT NULL,
	`material` text NOT NULL,
	`created_at` integer NOT NULL,
	`created_by` integer NOT NULL,
	`retired_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `widget_keys_by_kid` ON `widget_keys` (`kid`);--> statement-breakpoint
CREATE INDEX `widget_keys_of_workspace` ON `widget_keys` (`workspace_no`);--> statement-breakpoint
CREATE TABLE `widgets` (
	`no` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`workspace_no` integer NOT NULL,
	`channel_no` integer NOT NULL,
	`is_on` integer NOT NULL,
	`sites` text NOT NULL,
	`read` text NOT NULL,
	`write` text NOT NULL,
	`guests` integer NOT NULL,
	`holds` integer NOT NULL,
	`accent` text,
	`confirmed_at` integer,
	`changed_at` integer NOT NULL,
	`changed_by` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `widgets_by_id` ON `widgets` (`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `widgets_by_channel` ON `widgets` (`channel_no`);--> statement-breakpoint
CREATE INDEX `widgets_of_workspace` ON `widgets` (`workspace_no`);--> statement-breakpoint
ALTER TABLE `sessions` ADD `widget_no` integer;--> statement-breakpoint
ALTER TABLE `sessions` ADD `site` text;--> statement-breakpoint
ALTER TABLE `sessions` ADD `key_no` integer;--> statement-breakpoint
ALTER TABLE `sessions` ADD `came_from` text;--> statement-breakpoint
CREATE INDEX `sessions_of_widget` ON `sessions` (`widget_no`) WHERE widget_no is not null;