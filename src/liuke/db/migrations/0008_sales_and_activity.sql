-- Sales beside those of members, and who was active when.

-- What a merchant's tills sold to nobody known: totals by merchant-local day and source, as they were reported last.
CREATE TABLE other_sales (
    tenant_id int NOT NULL,
    day int NOT NULL,
    source text NOT NULL,
    orders bigint NOT NULL CHECK (orders >= 0),
    sales_cents bigint NOT NULL CHECK (sales_cents >= 0),
    reported_us bigint NOT NULL,
    PRIMARY KEY (tenant_id, day, source)
);

-- the days on which a member did something: what the sums hold of them already
CREATE TABLE rollup_active (
    member_id bigint NOT NULL,
    day int NOT NULL,
    tenant_id int NOT NULL,
    PRIMARY KEY (member_id, day)
);

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['other_sales', 'rollup_active'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format(
            'CREATE POLICY tenant_rows ON %I USING (tenant_id = (SELECT liuke_tenant())) '
            'WITH CHECK (tenant_id = (SELECT liuke_tenant()))', name);
    END LOOP;
END $$;

-- The sums have one metric more; they are made anew by whoever needs them first.
DELETE FROM daily_rollup;
DELETE FROM rollup_first_order;
DELETE FROM rollup_refund;
DELETE FROM rollup_state;
