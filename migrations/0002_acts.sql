CREATE TABLE `landmarks` (
	`channel_no` integer NOT NULL,
	`seq` integer NOT NULL,
	`kind` text NOT NULL,
	PRIMARY KEY(`channel_no`, `seq`, `kind`)
) WITHOUT ROWID;
--> statement-breakpoint
ALTER TABLE `messages` ADD `sealed` text;