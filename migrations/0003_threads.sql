ALTER TABLE `channels` ADD `parent_no` integer;--> statement-breakpoint
ALTER TABLE `channels` ADD `parent_seq` integer;--> statement-breakpoint
CREATE UNIQUE INDEX `channels_by_parent` ON `channels` (`parent_no`,`parent_seq`) WHERE parent_no is not null;