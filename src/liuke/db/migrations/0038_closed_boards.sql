-- Periods of boards: open until a job freezes them, as they stand in one snapshot.

-- Less is ahead. A column of its own: under row-level security the database looks up no expression in an index.
ALTER TABLE board_score ADD COLUMN lead bigint;
UPDATE board_score SET lead = -score;
ALTER TABLE board_score ALTER COLUMN lead SET NOT NULL;
DROP INDEX board_score_ranked;
CREATE INDEX board_score_ranked ON board_score (tenant_id, board, period, band, lead, reached_us, member_id)
    INCLUDE (score) WHERE listed;

CREATE TABLE board_period (
    tenant_id int NOT NULL,
    board text NOT NULL,
    period text NOT NULL,
    first_day int NOT NULL,
    status text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'closed')),
    closed_us bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant_id, board, period)
);
CREATE INDEX board_period_open ON board_period (tenant_id) WHERE status = 'open';

CREATE TABLE board_final (
    member_id bigint NOT NULL,
    board text NOT NULL,
    period text NOT NULL,
    band text NOT NULL,
    tenant_id int NOT NULL,
    score bigint NOT NULL,
    reached_us bigint NOT NULL,
    listed boolean NOT NULL,
    op_n bigint NOT NULL,
    lead bigint NOT NULL,
    PRIMARY KEY (member_id, board, period, band)
);
CREATE INDEX board_final_ranked ON board_final (tenant_id, board, period, band, lead, reached_us, member_id)
    INCLUDE (score) WHERE listed;

-- who has no rank; who has one is found by the other index, which must never be passed over for this one
CREATE INDEX board_score_unlisted ON board_score (tenant_id, board, period) WHERE NOT listed;
-- facts that came when their period was closed are listed by when they came
DROP INDEX record_board_fact;
CREATE INDEX record_board_fact ON record (tenant_id, t_us) WHERE kind = 'board_fact';

-- what counted before there were periods is open
INSERT INTO board_period (tenant_id, board, period, first_day)
SELECT DISTINCT tenant_id, board, period,
    CASE WHEN period LIKE '%:%' THEN split_part(period, ':', 2)::date - date '1970-01-01' ELSE 0 END
FROM board_score;

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['board_period', 'board_final'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format(
            'CREATE POLICY tenant_rows ON %I USING (tenant_id = (SELECT liuke_tenant())) '
            'WITH CHECK (tenant_id = (SELECT liuke_tenant()))', name);
        IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'liuke_app') THEN
            EXECUTE format('REVOKE DELETE, TRUNCATE ON %I FROM liuke_app', name);
        END IF;
    END LOOP;
    IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'liuke_app') THEN
        REVOKE UPDATE ON board_final FROM liuke_app;
    END IF;
END $$;
