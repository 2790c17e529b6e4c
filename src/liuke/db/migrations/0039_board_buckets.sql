-- How many members stand where on a board, in buckets that divide it, so that a rank is counted in one of them alone.
-- What changes is written down beside (no bucket is written by many) and added by a job; a reader adds what is left.

CREATE TABLE board_bucket (
    tenant_id int NOT NULL,
    board text NOT NULL,
    period text NOT NULL,
    band text NOT NULL,
    low_lead bigint NOT NULL,
    low_us bigint NOT NULL,
    low_member bigint NOT NULL,
    count bigint NOT NULL,
    PRIMARY KEY (tenant_id, board, period, band, low_lead, low_us, low_member)
);

CREATE TABLE board_change (
    tenant_id int NOT NULL,
    board text NOT NULL,
    period text NOT NULL,
    band text NOT NULL,
    lead bigint NOT NULL,
    reached_us bigint NOT NULL,
    member_id bigint NOT NULL,
    count int NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000);
CREATE INDEX board_change_of ON board_change (tenant_id, board, period, band);

CREATE FUNCTION board_note_new() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO board_change (tenant_id, board, period, band, lead, reached_us, member_id, count)
    SELECT tenant_id, board, period, band, lead, reached_us, member_id, 1 FROM new_rows WHERE listed;
    RETURN NULL;
END $$;

CREATE FUNCTION board_note_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO board_change (tenant_id, board, period, band, lead, reached_us, member_id, count)
    SELECT tenant_id, board, period, band, lead, reached_us, member_id, -1 FROM old_rows WHERE listed
    UNION ALL
    SELECT tenant_id, board, period, band, lead, reached_us, member_id, 1 FROM new_rows WHERE listed;
    RETURN NULL;
END $$;

CREATE TRIGGER board_note_new AFTER INSERT ON board_score
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION board_note_new();
CREATE TRIGGER board_note_changed AFTER UPDATE ON board_score
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION board_note_changed();

INSERT INTO board_change (tenant_id, board, period, band, lead, reached_us, member_id, count)
SELECT tenant_id, board, period, band, lead, reached_us, member_id, 1 FROM board_score WHERE listed;

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['board_bucket', 'board_change'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format(
            'CREATE POLICY tenant_rows ON %I USING (tenant_id = (SELECT liuke_tenant())) '
            'WITH CHECK (tenant_id = (SELECT liuke_tenant()))', name);
        IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'liuke_app') THEN
            EXECUTE format('REVOKE TRUNCATE ON %I FROM liuke_app', name);
        END IF;
    END LOOP;
END $$;
