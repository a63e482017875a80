CREATE TABLE `blocks` (
	`member_no` integer NOT NULL,
	`blocked_no` integer NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`member_no`, `blocked_no`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `drafts` (
	`member_no` integer NOT NULL,
	`channel_no` integer NOT NULL,
	`body` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`member_no`, `channel_no`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `saved` (
	`member_no` integer NOT NULL,
	`channel_no` integer NOT NULL,
	`seq` integer NOT NULL,
	`note` text DEFAULT '' NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`member_no`, `channel_no`, `seq`)
) WITHOUT ROWID;
--> statement-breakpoint
ALTER TABLE `members` ADD `status` text;--> statement-breakpoint
ALTER TABLE `members` ADD `dnd_until` integer;--> statement-breakpoint
ALTER TABLE `memberships` ADD `seen_seq` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `memberships` ADD `mute_ends_at` integer;--> statement-breakpoint
ALTER TABLE `memberships` ADD `starred` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `memberships` ADD `folder` text;