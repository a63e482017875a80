CREATE TABLE `channels` (
	`no` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`workspace_no` integer NOT NULL,
	`kind` text NOT NULL,
	`name` text,
	`topic` text DEFAULT '' NOT NULL,
	`posting` text DEFAULT 'all' NOT NULL,
	`is_default` integer DEFAULT false NOT NULL,
	`created_by` integer,
	`created_at` integer NOT NULL,
	`archived_at` integer,
	`direct_key` text,
	`source_key` text,
	`meta` text,
	FOREIGN KEY (`workspace_no`) REFERENCES `workspaces`(`no`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`created_by`) REFERENCES `members`(`no`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `channels_by_id` ON `channels` (`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `channels_by_name` ON `channels` (`workspace_no`,`name`) WHERE name is not null;--> statement-breakpoint
CREATE UNIQUE INDEX `channels_by_direct` ON `channels` (`workspace_no`,`direct_key`) WHERE direct_key is not null;--> statement-breakpoint
CREATE UNIQUE INDEX `channels_by_source` ON `channels` (`workspace_no`,`source_key`) WHERE source_key is not null;--> statement-breakpoint
CREATE TABLE `members` (
	`no` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`workspace_no` integer NOT NULL,
	`user_no` integer,
	`handle` text NOT NULL,
	`handle_key` text NOT NULL,
	`name` text NOT NULL,
	`role` text NOT NULL,
	`pronouns` text,
	`bio` text,
	`picture` text,
	`picture_at` integer,
	`source_key` text,
	`joined_at` integer NOT NULL,
	`left_at` integer,
	`muted_until` integer,
	`meta` text,
	FOREIGN KEY (`workspace_no`) REFERENCES `workspaces`(`no`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`user_no`) REFERENCES `users`(`no`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `members_by_id` ON `members` (`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `members_by_handle` ON `members` (`workspace_no`,`handle_key`);--> statement-breakpoint
CREATE UNIQUE INDEX `members_by_user` ON `members` (`workspace_no`,`user_no`);--> statement-breakpoint
CREATE UNIQUE INDEX `members_by_source` ON `members` (`workspace_no`,`source_key`) WHERE source_key is not null;--> statement-breakpoint
CREATE INDEX `members_of_user` ON `members` (`user_no`);--> statement-breakpoint
CREATE TABLE `memberships` (
	`channel_no` integer NOT NULL,
	`member_no` integer NOT NULL,
	`joined_at` integer NOT NULL,
	`read_seq` integer DEFAULT 0 NOT NULL,
	`muted` integer DEFAULT false NOT NULL,
	`notify` text DEFAULT 'mentions' NOT NULL,
	`meta` text,
	PRIMARY KEY(`channel_no`, `member_no`),
	FOREIGN KEY (`channel_no`) REFERENCES `channels`(`no`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`member_no`) REFERENCES `members`(`no`) ON UPDATE no action ON DELETE no action
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `memberships_of_member` ON `memberships` (`member_no`,`channel_no`);--> statement-breakpoint
CREATE TABLE `mentions` (
	`member_no` integer NOT NULL,
	`channel_no` integer NOT NULL,
	`seq` integer NOT NULL,
	PRIMARY KEY(`member_no`, `channel_no`, `seq`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `messages` (
	`key` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`rev` integer NOT NULL,
	`author` text NOT NULL,
	`at` integer NOT NULL,
	`body` text NOT NULL,
	`edited_at` integer,
	`deleted_at` integer,
	`reply_to` integer,
	`meta` text
);
--> statement-breakpoint
CREATE TABLE `passkeys` (
	`id` text PRIMARY KEY NOT NULL,
	`user_no` integer NOT NULL,
	`public_key` text NOT NULL,
	`counter` integer NOT NULL,
	`transports` text,
	`name` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`user_no`) REFERENCES `users`(`no`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `passkeys_by_user` ON `passkeys` (`user_no`);--> statement-breakpoint
CREATE TABLE `sessions` (
	`token_hash` text PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`user_no` integer NOT NULL,
	`kind` text NOT NULL,
	`name` text NOT NULL,
	`created_at` integer NOT NULL,
	`last_seen_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`user_no`) REFERENCES `users`(`no`) ON UPDATE no action ON DELETE no action
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `sessions_by_user` ON `sessions` (`user_no`);--> statement-breakpoint
CREATE TABLE `users` (
	`no` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`handle` text NOT NULL,
	`handle_key` text NOT NULL,
	`password_hash` text,
	`password_salt` text,
	`guest` integer DEFAULT false NOT NULL,
	`created_at` integer NOT NULL,
	`meta` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `users_by_id` ON `users` (`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `users_by_handle` ON `users` (`handle_key`);--> statement-breakpoint
CREATE TABLE `workspaces` (
	`no` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`name` text NOT NULL,
	`join_code` text,
	`demo` integer DEFAULT false NOT NULL,
	`created_at` integer NOT NULL,
	`meta` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `workspaces_by_id` ON `workspaces` (`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `workspaces_by_join_code` ON `workspaces` (`join_code`);