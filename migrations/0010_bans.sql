CREATE TABLE `bans` (
	`no` integer PRIMARY KEY NOT NULL,
	`workspace_no` integer NOT NULL,
	`member_no` integer NOT NULL,
	`banned_by` integer NOT NULL,
	`at` integer NOT NULL,
	`reason` text DEFAULT '' NOT NULL,
	`lifted_at` integer,
	`lifted_by` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `bans_that_stand` ON `bans` (`member_no`) WHERE lifted_at is null;--> statement-breakpoint
CREATE INDEX `bans_in_workspace` ON `bans` (`workspace_no`) WHERE lifted_at is null;