-- What two shops of a group agree on about points that move between them. Each shop has a row of its own of the same
-- agreement, so that row-level security keeps shops apart as everywhere; both are written in one transaction.
CREATE TABLE clearing_agreement (
    tenant_id int NOT NULL,
    agreement_id text NOT NULL CHECK (agreement_id ~ '^[a-z0-9]{16}$'),
    partner_id int NOT NULL CHECK (partner_id <> tenant_id),
    partner text NOT NULL, -- the other shop's name in addresses
    proposer boolean NOT NULL, -- whether this shop asked
    terms json NOT NULL, -- as this shop sees them; never changed
    from_us bigint NOT NULL,
    until_us bigint NOT NULL CHECK (until_us > from_us), -- brought forward when one of the two ends it
    status text NOT NULL CHECK (status IN ('proposed', 'active', 'declined', 'withdrawn', 'ended')),
    proposed_us bigint NOT NULL,
    decided_us bigint NOT NULL DEFAULT 0, -- accepted, declined or withdrawn
    ended_us bigint NOT NULL DEFAULT 0,
    ended_by text NOT NULL DEFAULT '', -- 'own', 'partner'
    PRIMARY KEY (tenant_id, agreement_id)
);
ALTER TABLE clearing_agreement ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON clearing_agreement USING (tenant_id = (SELECT liuke_tenant()))
    WITH CHECK (tenant_id = (SELECT liuke_tenant()));
DO $$ BEGIN
    IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'liuke_app') THEN
        REVOKE DELETE, TRUNCATE ON clearing_agreement FROM liuke_app;
    END IF;
END $$;

-- Another shop is known by its exact name or number, and nothing else of it is answered.
CREATE FUNCTION shop_find(p_slug text) RETURNS int
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
BEGIN ATOMIC
    SELECT t.tenant_id FROM tenant t WHERE t.slug = p_slug;
END;
CREATE FUNCTION shop_slug(p_tenant_id int) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
BEGIN ATOMIC
    SELECT t.slug FROM tenant t WHERE t.tenant_id = p_tenant_id;
END;
