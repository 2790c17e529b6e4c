-- What is known of where a request came from. None of it can be read without the keys of the vault.

-- as it was seen, under the member's key; gone after the days that the program says
CREATE TABLE client_signal (
    member_id bigint NOT NULL,
    op_n bigint NOT NULL,
    tenant_id int NOT NULL,
    t_us bigint NOT NULL,
    sealed bytea NOT NULL,
    PRIMARY KEY (member_id, op_n)
);
CREATE INDEX client_signal_time ON client_signal (tenant_id, t_us);

-- keyed fingerprints of devices and networks, to see who shares one and how often: by day, without any value
CREATE TABLE client_print (
    member_id bigint NOT NULL,
    kind text NOT NULL CHECK (kind IN ('device', 'network')),
    print bytea NOT NULL,
    day int NOT NULL,
    tenant_id int NOT NULL,
    seen int NOT NULL,
    PRIMARY KEY (member_id, kind, print, day)
) WITH (fillfactor = 80);
CREATE INDEX client_print_shared ON client_print (tenant_id, kind, print, day);
CREATE INDEX client_print_day ON client_print (tenant_id, day);

-- how risky a request was found before it was decided: who decides it again finds the same
CREATE TABLE risk_score (
    member_id bigint NOT NULL,
    op_n bigint NOT NULL,
    tenant_id int NOT NULL,
    score smallint NOT NULL CHECK (score BETWEEN 0 AND 100),
    reasons json NOT NULL,
    PRIMARY KEY (member_id, op_n)
);

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['client_signal', 'client_print', 'risk_score'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format(
            'CREATE POLICY tenant_rows ON %I USING (tenant_id = (SELECT liuke_tenant())) '
            'WITH CHECK (tenant_id = (SELECT liuke_tenant()))', name);
    END LOOP;
    IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'liuke_app') THEN
        REVOKE UPDATE, DELETE, TRUNCATE ON risk_score FROM liuke_app;
    END IF;
END $$;
