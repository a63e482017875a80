CREATE TABLE `provider_links` (
	`issuer` text NOT NULL,
	`subject` text NOT NULL,
	`id` text NOT NULL,
	`user_no` integer NOT NULL,
	`provider` text NOT NULL,
	`label` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`issuer`, `subject`),
	FOREIGN KEY (`user_no`) REFERENCES `users`(`no`) ON UPDATE no action ON DELETE no action
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `provider_links_of_user` ON `provider_links` (`user_no`);--> statement-breakpoint
CREATE TABLE `second_factors` (
	`user_no` integer PRIMARY KEY NOT NULL,
	`secret` text NOT NULL,
	`confirmed_at` integer,
	`last_step` integer NOT NULL,
	`wrong` integer NOT NULL,
	`wrong_since` integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE `known_devices` ADD `trusted_until` integer;