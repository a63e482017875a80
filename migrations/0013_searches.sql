CREATE TABLE `synonyms` (
	`workspace_no` integer PRIMARY KEY NOT NULL,
	`groups` text NOT NULL,
	`changed_at` integer NOT NULL,
	`changed_by` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `searches` (
	`member_no` integer NOT NULL,
	`q` text NOT NULL,
	`at` integer NOT NULL,
	`is_saved` integer NOT NULL,
	PRIMARY KEY(`member_no`, `q`)
) WITHOUT ROWID;
