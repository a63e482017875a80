CREATE TABLE `kept_answers` (
	`user_no` integer NOT NULL,
	`key` text NOT NULL,
	`asked` text NOT NULL,
	`answer` text,
	`at` integer NOT NULL,
	PRIMARY KEY(`user_no`, `key`),
	FOREIGN KEY (`user_no`) REFERENCES `users`(`no`) ON UPDATE no action ON DELETE no action
) WITHOUT ROWID;
