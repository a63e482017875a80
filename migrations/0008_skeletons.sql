ALTER TABLE `members` ADD `skeleton` text;--> statement-breakpoint
CREATE UNIQUE INDEX `members_by_skeleton` ON `members` (`workspace_no`,`skeleton`);--> statement-breakpoint
ALTER TABLE `users` ADD `skeleton` text;--> statement-breakpoint
CREATE UNIQUE INDEX `users_by_skeleton` ON `users` (`skeleton`);