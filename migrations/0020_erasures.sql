CREATE TABLE `erasures` (
	`id` text PRIMARY KEY NOT NULL,
	`of` text NOT NULL,
	`no` integer NOT NULL,
	`asked_at` integer NOT NULL,
	`due_at` integer NOT NULL,
	`asked_by` integer,
	`taken_back_at` integer,
	`done_at` integer,
	`counts` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `erasures_that_stand` ON `erasures` (`of`,`no`) WHERE taken_back_at is null and done_at is null;