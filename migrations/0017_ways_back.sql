CREATE TABLE `phone_sign_ins` (
	`id` text PRIMARY KEY NOT NULL,
	`token_hash` text NOT NULL,
	`user_no` integer NOT NULL,
	`session_id` text NOT NULL,
	`expires_at` integer NOT NULL,
	`phone_hash` text,
	`number` integer,
	`device` text,
	`confirmed_at` integer,
	`ended_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `phone_sign_ins_by_token` ON `phone_sign_ins` (`token_hash`);--> statement-breakpoint
CREATE UNIQUE INDEX `phone_sign_ins_by_phone` ON `phone_sign_ins` (`phone_hash`) WHERE phone_hash is not null;--> statement-breakpoint
CREATE INDEX `phone_sign_ins_of_user` ON `phone_sign_ins` (`user_no`);--> statement-breakpoint
CREATE TABLE `recovery_codes` (
	`user_no` integer PRIMARY KEY NOT NULL,
	`hashes` text NOT NULL,
	`made_at` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `sign_in_links` (
	`token_hash` text PRIMARY KEY NOT NULL,
	`user_no` integer NOT NULL,
	`workspace_no` integer NOT NULL,
	`made_by` integer NOT NULL,
	`made_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`used_at` integer,
	FOREIGN KEY (`user_no`) REFERENCES `users`(`no`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`workspace_no`) REFERENCES `workspaces`(`no`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `sign_in_links_of_user` ON `sign_in_links` (`user_no`);--> statement-breakpoint
CREATE TABLE `audit_entries` (
	`no` integer PRIMARY KEY NOT NULL,
	`workspace_no` integer NOT NULL,
	`at` integer NOT NULL,
	`act` text NOT NULL,
	`actor_no` integer NOT NULL,
	`subject_no` integer,
	`channel_no` integer,
	`details` text,
	`once_key` text
);
--> statement-breakpoint
CREATE INDEX `audit_of_workspace` ON `audit_entries` (`workspace_no`,`no`);--> statement-breakpoint
CREATE INDEX `audit_by_act` ON `audit_entries` (`workspace_no`,`act`,`no`);--> statement-breakpoint
CREATE INDEX `audit_by_actor` ON `audit_entries` (`workspace_no`,`actor_no`,`no`);--> statement-breakpoint
CREATE INDEX `audit_by_subject` ON `audit_entries` (`workspace_no`,`subject_no`,`no`) WHERE subject_no is not null;--> statement-breakpoint
CREATE UNIQUE INDEX `audit_once` ON `audit_entries` (`once_key`) WHERE once_key is not null;--> statement-breakpoint
ALTER TABLE `sessions` ADD `reset_until` integer;--> statement-breakpoint
ALTER TABLE `users` ADD `closed_at` integer;--> statement-breakpoint
CREATE TRIGGER `audit_entries_stay_as_they_are` BEFORE UPDATE ON `audit_entries` BEGIN
	SELECT RAISE(ABORT, 'audit entries cannot be changed');
END;--> statement-breakpoint
CREATE TRIGGER `audit_entries_stay` BEFORE DELETE ON `audit_entries`
WHEN EXISTS (SELECT 1 FROM workspaces WHERE no = OLD.workspace_no) BEGIN
	SELECT RAISE(ABORT, 'audit entries cannot be taken out');
END;
