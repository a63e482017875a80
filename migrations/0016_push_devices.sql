CREATE TABLE `push_devices` (
	`id` text PRIMARY KEY NOT NULL,
	`user_no` integer NOT NULL,
	`token_hash` text NOT NULL,
	`endpoint` text NOT NULL,
	`p256dh` text NOT NULL,
	`auth` text NOT NULL,
	`kid` text NOT NULL,
	`name` text NOT NULL,
	`lang` text NOT NULL,
	`words` integer DEFAULT true NOT NULL,
	`origin` text NOT NULL,
	`created_at` integer NOT NULL,
	`seen_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `push_devices_by_endpoint` ON `push_devices` (`endpoint`);--> statement-breakpoint
CREATE INDEX `push_devices_of_user` ON `push_devices` (`user_no`);