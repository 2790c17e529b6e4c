-- How members stand in boards: a row a member, board, period and band, in the order of ranks.

CREATE TABLE board_score (
    member_id bigint NOT NULL,
    board text NOT NULL,
    period text NOT NULL,
    band text NOT NULL,
    tenant_id int NOT NULL,
    score bigint NOT NULL,
    reached_us bigint NOT NULL,
    listed boolean NOT NULL,
    op_n bigint NOT NULL,
    PRIMARY KEY (member_id, board, period, band)
);
-- ranks are the order of (-score, reached_us, member_id); with the score itself the index alone answers
CREATE INDEX board_score_ranked ON board_score (tenant_id, board, period, band, (-score), reached_us, member_id)
    INCLUDE (score) WHERE listed;

-- what counted, for the sum that a score is
CREATE INDEX record_board_fact ON record (tenant_id) WHERE kind = 'board_fact';

DO $$
BEGIN
    ALTER TABLE board_score ENABLE ROW LEVEL SECURITY;
    CREATE POLICY tenant_rows ON board_score USING (tenant_id = (SELECT liuke_tenant()))
        WITH CHECK (tenant_id = (SELECT liuke_tenant()));
    IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'liuke_app') THEN
        REVOKE DELETE, TRUNCATE ON board_score FROM liuke_app;
    END IF;
END $$;
