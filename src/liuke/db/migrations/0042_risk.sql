-- What was measured of a request before it was decided, next to its score.
ALTER TABLE risk_score ADD COLUMN features json;

-- The queue of reviews: what is open by how risky it was found, everything else by time.
CREATE INDEX shared_review ON shared (tenant_id, (doc->>'status'), ((doc->>'score')::int), ((doc->>'opened_us')::bigint), key)
    WHERE kind = 'review';

-- What a job found of members who are part of a ring; the weighing reads the members' own state.
CREATE TABLE risk_member (
    member_id bigint NOT NULL PRIMARY KEY,
    tenant_id int NOT NULL,
    ring_id text NOT NULL,
    features json NOT NULL,
    pass_us bigint NOT NULL
);
CREATE INDEX risk_member_ring ON risk_member (tenant_id, ring_id, member_id);

-- How far the pass over everybody with a device has come.
CREATE TABLE risk_pass (
    tenant_id int NOT NULL PRIMARY KEY,
    started_us bigint NOT NULL,
    position bigint NOT NULL
);

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['risk_member', 'risk_pass'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format(
            'CREATE POLICY tenant_rows ON %I USING (tenant_id = (SELECT liuke_tenant())) '
            'WITH CHECK (tenant_id = (SELECT liuke_tenant()))', name);
    END LOOP;
END $$;
