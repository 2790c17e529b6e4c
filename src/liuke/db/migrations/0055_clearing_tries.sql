-- How often a step of a transfer under way was tried, and before when it is not tried again.
CREATE TABLE clearing_try (
    tenant_id int NOT NULL,
    hold_id text NOT NULL,
    step text NOT NULL CHECK (step IN ('arrive', 'close')),
    tries int NOT NULL CHECK (tries > 0),
    due_us bigint NOT NULL,
    PRIMARY KEY (tenant_id, hold_id, step)
);

DO $$
BEGIN
    ALTER TABLE clearing_try ENABLE ROW LEVEL SECURITY;
    CREATE POLICY tenant_rows ON clearing_try USING (tenant_id = (SELECT liuke_tenant()))
        WITH CHECK (tenant_id = (SELECT liuke_tenant()));
    IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'liuke_app') THEN
        REVOKE TRUNCATE ON clearing_try FROM liuke_app;
    END IF;
END $$;
