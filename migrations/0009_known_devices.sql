CREATE TABLE `known_devices` (
	`user_no` integer NOT NULL,
	`token_hash` text NOT NULL,
	`session_id` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`user_no`, `token_hash`),
	FOREIGN KEY (`user_no`) REFERENCES `users`(`no`) ON UPDATE no action ON DELETE no action
) WITHOUT ROWID;
