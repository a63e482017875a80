CREATE TABLE `guest_counts` (
	`day` integer NOT NULL,
	`origin` text NOT NULL,
	`count` integer NOT NULL,
	PRIMARY KEY(`day`, `origin`)
) WITHOUT ROWID;
