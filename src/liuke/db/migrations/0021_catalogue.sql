-- What the merchant says of stores, products and categories: only ever added to, so that what was known at a version is
-- the same for ever. No document: there is no such thing any more from then on.
CREATE TABLE catalogue_change (
    tenant_id int NOT NULL,
    n bigint NOT NULL CHECK (n > 0),
    kind text NOT NULL CHECK (kind IN ('store', 'product', 'category')),
    id text NOT NULL CHECK (length(id) BETWEEN 1 AND 200),
    valid_from_us bigint NOT NULL CHECK (valid_from_us >= 0),
    changed_us bigint NOT NULL,
    actor text NOT NULL,
    doc json,
    PRIMARY KEY (tenant_id, n)
);
CREATE INDEX catalogue_change_entry ON catalogue_change (tenant_id, kind, id, valid_from_us, n);

-- The version that an operation was decided with; 0: there was no catalogue.
ALTER TABLE operation ADD COLUMN catalogue bigint NOT NULL DEFAULT 0;

DO $$
BEGIN
    ALTER TABLE catalogue_change ENABLE ROW LEVEL SECURITY;
    CREATE POLICY tenant_rows ON catalogue_change USING (tenant_id = (SELECT liuke_tenant()))
        WITH CHECK (tenant_id = (SELECT liuke_tenant()));
    IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'liuke_app') THEN
        REVOKE UPDATE, DELETE, TRUNCATE ON catalogue_change FROM liuke_app;
    END IF;
END $$;
