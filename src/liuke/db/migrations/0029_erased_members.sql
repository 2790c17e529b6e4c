-- Members who were erased: who it was is gone, what happened stays under a number that leads to nobody.

CREATE TABLE member_erasure (
    member_id bigint NOT NULL PRIMARY KEY,
    tenant_id int NOT NULL,
    root bigint NOT NULL, -- who was left of the member then: the same, or whom they had gone into
    op_n bigint NOT NULL,
    t_us bigint NOT NULL,
    erased_by text NOT NULL,
    reason text NOT NULL CHECK (length(reason) > 0)
);

-- keyed fingerprints of names that erased members had: whoever comes again under one of them is no newcomer
CREATE TABLE erased_name (
    tenant_id int NOT NULL,
    mark bytea NOT NULL,
    t_us bigint NOT NULL,
    PRIMARY KEY (tenant_id, mark)
);

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['member_erasure', 'erased_name'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format(
            'CREATE POLICY tenant_rows ON %I USING (tenant_id = (SELECT liuke_tenant())) '
            'WITH CHECK (tenant_id = (SELECT liuke_tenant()))', name);
    END LOOP;
    CREATE INDEX member_erasure_tenant ON member_erasure (tenant_id, t_us);
    IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'liuke_app') THEN
        REVOKE UPDATE, DELETE, TRUNCATE ON member_erasure FROM liuke_app;
        REVOKE DELETE, TRUNCATE ON erased_name FROM liuke_app;
    END IF;
END $$;
