CREATE TABLE `claims` (
	`no` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`workspace_no` integer NOT NULL,
	`member_no` integer NOT NULL,
	`imported_no` integer NOT NULL,
	`at` integer NOT NULL,
	`state` text NOT NULL,
	`decided_at` integer,
	`decided_by` integer,
	`moved` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `claims_by_id` ON `claims` (`id`);--> statement-breakpoint
CREATE INDEX `claims_that_wait` ON `claims` (`workspace_no`,`at`) WHERE state = 'asked';--> statement-breakpoint
CREATE INDEX `claims_of_member` ON `claims` (`member_no`,`no`);--> statement-breakpoint
CREATE UNIQUE INDEX `claims_that_stand` ON `claims` (`imported_no`) WHERE state = 'confirmed';--> statement-breakpoint
CREATE UNIQUE INDEX `claims_asked_once` ON `claims` (`imported_no`,`member_no`) WHERE state = 'asked';--> statement-breakpoint
CREATE TABLE `invitations` (
	`no` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`workspace_no` integer NOT NULL,
	`handle` text NOT NULL,
	`handle_key` text NOT NULL,
	`name` text NOT NULL,
	`role` text NOT NULL,
	`email` text,
	`imported_no` integer,
	`token_hash` text,
	`made_by` integer NOT NULL,
	`made_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`used_at` integer,
	`used_by` text,
	FOREIGN KEY (`workspace_no`) REFERENCES `workspaces`(`no`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `invitations_by_id` ON `invitations` (`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `invitations_by_token` ON `invitations` (`token_hash`) WHERE token_hash is not null;--> statement-breakpoint
CREATE UNIQUE INDEX `invitations_by_handle` ON `invitations` (`workspace_no`,`handle_key`);--> statement-breakpoint
CREATE TABLE `join_requests` (
	`workspace_no` integer NOT NULL,
	`user_no` integer NOT NULL,
	`id` text NOT NULL,
	`name` text NOT NULL,
	`at` integer NOT NULL,
	`decided_at` integer,
	`decided_by` integer,
	`is_in` integer,
	PRIMARY KEY(`workspace_no`, `user_no`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE UNIQUE INDEX `join_requests_by_id` ON `join_requests` (`id`);--> statement-breakpoint
CREATE INDEX `join_requests_of_user` ON `join_requests` (`user_no`);--> statement-breakpoint
CREATE INDEX `join_requests_that_wait` ON `join_requests` (`workspace_no`,`at`) WHERE decided_at is null;--> statement-breakpoint
ALTER TABLE `workspaces` ADD `join_rules` text;--> statement-breakpoint
ALTER TABLE `workspaces` ADD `archived_at` integer;