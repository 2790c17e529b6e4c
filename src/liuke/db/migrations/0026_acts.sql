-- Whether an event was the member's own act, by the catalogue under which it was taken; only acts count as activity.
-- What was taken before is told apart by its type.
ALTER TABLE event ADD COLUMN act boolean NOT NULL DEFAULT true;
