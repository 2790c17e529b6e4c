-- Figures by day, kept as sums, and indexes of what the console and exports ask for.

-- What was recorded since a moment is found by when it was recorded, whatever time it speaks of (see posting, event).
ALTER TABLE identity ADD COLUMN recorded_us bigint NOT NULL DEFAULT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint;
ALTER TABLE tier_change ADD COLUMN recorded_us bigint NOT NULL DEFAULT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint;
ALTER TABLE purchase ADD COLUMN recorded_us bigint NOT NULL DEFAULT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint;
CREATE INDEX identity_recorded ON identity USING brin (recorded_us) WITH (pages_per_range = 32, autosummarize = on);
CREATE INDEX tier_change_recorded ON tier_change USING brin (recorded_us) WITH (pages_per_range = 32, autosummarize = on);
CREATE INDEX purchase_recorded ON purchase USING brin (recorded_us) WITH (pages_per_range = 32, autosummarize = on);
CREATE INDEX event_received ON event USING brin (received_us) WITH (pages_per_range = 32, autosummarize = on);

-- coupons of a batch by what became of them, and by when they were used
CREATE INDEX coupon_batch ON coupon (tenant_id, batch, status, granted_us);
CREATE INDEX coupon_used ON coupon (tenant_id, batch, used_us) INCLUDE (saved_cents) WHERE used_us > 0;

-- Sums by merchant-local day of everything recorded before rollup_state.until_us. What the keys are is the metric's affair.
CREATE TABLE daily_rollup (
    tenant_id int NOT NULL,
    metric text NOT NULL,
    day int NOT NULL,
    key1 text NOT NULL,
    key2 text NOT NULL,
    key3 text NOT NULL,
    key4 text NOT NULL,
    count bigint NOT NULL,
    amount bigint NOT NULL,
    PRIMARY KEY (tenant_id, metric, day, key1, key2, key3, key4)
) WITH (fillfactor = 70);

CREATE TABLE rollup_state (
    tenant_id int NOT NULL PRIMARY KEY,
    until_us bigint NOT NULL,
    updated_us bigint NOT NULL
) WITH (fillfactor = 50);

-- what the sums hold of rows that can still change: of each member the first order, of each refunded order how much of it
CREATE TABLE rollup_first_order (
    member_id bigint NOT NULL PRIMARY KEY,
    tenant_id int NOT NULL,
    t_us bigint NOT NULL,
    order_id text NOT NULL,
    day int NOT NULL
);

CREATE TABLE rollup_refund (
    member_id bigint NOT NULL,
    order_id text NOT NULL,
    tenant_id int NOT NULL,
    refunded_cents bigint NOT NULL,
    PRIMARY KEY (member_id, order_id)
);

-- figures that cost too much to work out for every question
CREATE TABLE finance_snapshot (
    tenant_id int NOT NULL,
    name text NOT NULL,
    as_of_us bigint NOT NULL,
    took_us bigint NOT NULL,
    data json NOT NULL,
    PRIMARY KEY (tenant_id, name)
);

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['daily_rollup', 'rollup_state', 'rollup_first_order', 'rollup_refund', 'finance_snapshot'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format(
            'CREATE POLICY tenant_rows ON %I USING (tenant_id = (SELECT liuke_tenant())) '
            'WITH CHECK (tenant_id = (SELECT liuke_tenant()))', name);
    END LOOP;
END $$;

-- the planner must know at once what lies in new columns of filled tables
ANALYZE identity, tier_change, purchase, event, coupon;
