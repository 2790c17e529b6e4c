-- Seeds of draws: random, made and committed to before the first draw of a period, revealed after its end.

-- sealed: under the vault; one that was discarded stays, with the reason, and the period has another one
CREATE TABLE draw_seed (
    tenant_id int NOT NULL,
    activity text NOT NULL CHECK (length(activity) BETWEEN 1 AND 100 AND activity !~ '/'),
    period text NOT NULL CHECK (length(period) BETWEEN 1 AND 50 AND period !~ '/'),
    number int NOT NULL CHECK (number > 0),
    seed bytea NOT NULL,
    sealed boolean NOT NULL,
    commitment text NOT NULL CHECK (commitment ~ '^[0-9a-f]{64}$'),
    committed_us bigint NOT NULL,
    closes_us bigint NOT NULL,
    discarded_us bigint,
    reason text NOT NULL DEFAULT '',
    PRIMARY KEY (tenant_id, activity, period, number)
);
CREATE UNIQUE INDEX draw_seed_in_use ON draw_seed (tenant_id, activity, period) WHERE discarded_us IS NULL;

DO $$
BEGIN
    ALTER TABLE draw_seed ENABLE ROW LEVEL SECURITY;
    CREATE POLICY tenant_rows ON draw_seed USING (tenant_id = (SELECT liuke_tenant()))
        WITH CHECK (tenant_id = (SELECT liuke_tenant()));
    IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'liuke_app') THEN
        REVOKE UPDATE, DELETE, TRUNCATE ON draw_seed FROM liuke_app;
        GRANT UPDATE (discarded_us, reason) ON draw_seed TO liuke_app;
    END IF;
END $$;
