ALTER TABLE `channels` ADD `web` text;--> statement-breakpoint
CREATE INDEX `channels_on_web` ON `channels` (`no`) WHERE web is not null;