CREATE TABLE `guest_counts` (
	`day` integer NOT NULL,
	`origin` text NOT NULL,
	`count` integer NOT NULL,
	PRIMARY KEY(`day`, `origin`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `known_devices` (
	`user_no` integer NOT NULL,
	`token_hash` text NOT NULL,
	`session_id` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`user_no`, `token_hash`),
	FOREIGN KEY (`user_no`) REFERENCES `users`(`no`) ON UPDATE no action ON DELETE no action
) WITHOUT ROWID;
--> statement-breakpoint
ALTER TABLE `members` ADD `skeleton` text;--> statement-breakpoint
CREATE UNIQUE INDEX `members_by_skeleton` ON `members` (`workspace_no`,`skeleton`);--> statement-breakpoint
ALTER TABLE `users` ADD `skeleton` text;--> statement-breakpoint
CREATE UNIQUE INDEX `users_by_skeleton` ON `users` (`skeleton`);