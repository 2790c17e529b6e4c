-- What a message is about, and whether the member has read it. The release before writes none of this: the defaults say so.
ALTER TABLE message
    ADD COLUMN kind text NOT NULL DEFAULT '' CHECK (kind IN ('', 'upgrade', 'prize', 'expiring', 'campaign')),
    ADD COLUMN path text NOT NULL DEFAULT '',
    ADD COLUMN purpose text NOT NULL DEFAULT 'service' CHECK (purpose IN ('service', 'marketing')),
    ADD COLUMN expires_us bigint NOT NULL DEFAULT 4611686018427387904,
    ADD COLUMN value_cents bigint NOT NULL DEFAULT 0 CHECK (value_cents >= 0),
    ADD COLUMN value_points bigint NOT NULL DEFAULT 0 CHECK (value_points >= 0),
    ADD COLUMN read_us bigint;
CREATE INDEX message_inbox ON message (member_id, t_us DESC, dedupe DESC);
CREATE INDEX message_age ON message (tenant_id, t_us);
