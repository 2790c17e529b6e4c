-- Versions that changed the ladder: the tiers of all members are looked at once each is in force.

CREATE TABLE tier_review (
    tenant_id int NOT NULL,
    version int NOT NULL,
    active_from_us bigint NOT NULL,
    status text NOT NULL DEFAULT 'waiting' CHECK (status IN ('waiting', 'done')),
    after_member bigint NOT NULL DEFAULT 0,
    looked_at bigint NOT NULL DEFAULT 0,
    members bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant_id, version)
);

DO $$
BEGIN
    ALTER TABLE tier_review ENABLE ROW LEVEL SECURITY;
    CREATE POLICY tenant_rows ON tier_review USING (tenant_id = (SELECT liuke_tenant()))
        WITH CHECK (tenant_id = (SELECT liuke_tenant()));
    IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'liuke_app') THEN
        REVOKE DELETE, TRUNCATE ON tier_review FROM liuke_app;
    END IF;
END $$;
